"""What was made once of a half-year, on the disk: frames and plain data under the digest of everything they depend on.

An entry is a folder of Arrow files and one JSON file, which seals them with their digests; what is damaged is made
again. Its frames are read when they are asked for, so that none of them is held longer than it is used. The folder may
be deleted at any time between runs. No pickle: an entry is data and never code.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

_FACTS = "facts.json"


@dataclass(frozen=True)
class Entry:
    """Facts, and frames by name: in a folder, or `held` where nothing is kept."""

    facts: bytes
    names: tuple[str, ...]
    folder: Path | None
    held: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def frame(self, name: str) -> pl.DataFrame:
        """Raises OSError or PolarsError where somebody removed or changed it since the entry was loaded."""
        return self.held[name] if self.folder is None else pl.read_ipc(_file(self.folder, name))


@dataclass(frozen=True)
class Kept:
    """A folder of entries. None: nothing is kept. used: the entries this process read or wrote."""

    folder: Path | None
    used: set[str] = field(default_factory=set)

    def load(self, key: str) -> Entry | None:
        """None when there is no such entry or it is damaged."""
        if self.folder is None:
            return None
        folder = self.folder / key
        try:
            seal, _, facts = (folder / _FACTS).read_bytes().partition(b"\n")
            digests = json.loads(seal)
            if digests.pop("") != hashlib.sha256(facts).hexdigest():
                return None
            for name, digest in digests.items():
                with _file(folder, name).open("rb") as handle:
                    if hashlib.file_digest(handle, "sha256").hexdigest() != digest:
                        return None
        except (OSError, ValueError, KeyError, AttributeError):
            return None
        self.used.add(key)
        return Entry(facts, tuple(digests), folder)

    def keep(self, key: str, frames: Mapping[str, pl.DataFrame], facts: bytes) -> Entry:
        """Write an entry. A disk that is full costs memory now, and time in the next run."""
        if self.folder is None:
            return Entry(facts, tuple(frames), None, dict(frames))
        self.used.add(key)
        partial = self.folder / f".partial-{os.getpid()}-{key}"
        digests = {"": hashlib.sha256(facts).hexdigest()}
        try:
            partial.mkdir(parents=True, exist_ok=True)
            for name, frame in frames.items():
                out = io.BytesIO()
                frame.write_ipc(out, compression="zstd")
                _file(partial, name).write_bytes(out.getbuffer())
                digests[name] = hashlib.sha256(out.getbuffer()).hexdigest()
            (partial / _FACTS).write_bytes(json.dumps(digests).encode() + b"\n" + facts)
            shutil.rmtree(self.folder / key, ignore_errors=True)
            partial.rename(self.folder / key)
        except OSError:
            shutil.rmtree(partial, ignore_errors=True)
            return Entry(facts, tuple(frames), None, dict(frames))
        return Entry(facts, tuple(frames), self.folder / key)

    def using(self, key: str) -> str:
        """The key of an entry that stays, whether or not it is loaded."""
        self.used.add(key)
        return key

    def forget_others(self) -> None:
        """Remove the entries this process had no use for: what they were made of is no longer so."""
        with suppress(OSError):
            for entry in os.scandir(self.folder or ""):
                if entry.name not in self.used:
                    shutil.rmtree(entry.path, ignore_errors=True)


NOTHING_KEPT = Kept(None)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.arrow"


def digest(*facts: object) -> str:
    """One digest of plain data."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=str).encode()).hexdigest()


def frame_digest(frame: pl.DataFrame) -> str:
    """A digest of the rows of a frame."""
    return hashlib.sha256(frame.write_csv(quote_style="non_numeric").encode()).hexdigest()
