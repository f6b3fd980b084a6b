"""What was judged once, on the disk: frames and plain data under the digest of everything they depend on.

An entry is a folder of Arrow files and one JSON file, which seals them with their digests; what is damaged is judged
again. The folder may be deleted at any time. No pickle: an entry is data and never code.
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
class Kept:
    """A folder of entries. None: nothing is kept. used: the entries this process read or wrote."""

    folder: Path | None
    used: set[str] = field(default_factory=set)

    def load(self, key: str) -> tuple[dict[str, pl.DataFrame], bytes] | None:
        """Frames by name, and the facts; None when there is no such entry or it is damaged."""
        if self.folder is None:
            return None
        try:
            seal, _, facts = (self.folder / key / _FACTS).read_bytes().partition(b"\n")
            digests = json.loads(seal)
            if digests.pop("") != hashlib.sha256(facts).hexdigest():
                return None
            frames = {}
            for name, digest in digests.items():
                data = (self.folder / key / f"{name}.arrow").read_bytes()
                if hashlib.sha256(data).hexdigest() != digest:
                    return None
                frames[name] = pl.read_ipc(io.BytesIO(data))
        except (OSError, ValueError, KeyError, AttributeError, pl.exceptions.PolarsError):
            return None
        self.used.add(key)
        return frames, facts

    def keep(self, key: str, frames: Mapping[str, pl.DataFrame], facts: bytes) -> None:
        """Write an entry. A disk that is full costs only the next run's time."""
        if self.folder is None:
            return
        self.used.add(key)
        partial = self.folder / f".partial-{os.getpid()}-{key}"
        digests = {"": hashlib.sha256(facts).hexdigest()}
        try:
            partial.mkdir(parents=True, exist_ok=True)
            for name, frame in frames.items():
                out = io.BytesIO()
                frame.write_ipc(out, compression="lz4")
                (partial / f"{name}.arrow").write_bytes(out.getbuffer())
                digests[name] = hashlib.sha256(out.getbuffer()).hexdigest()
            (partial / _FACTS).write_bytes(json.dumps(digests).encode() + b"\n" + facts)
            shutil.rmtree(self.folder / key, ignore_errors=True)
            partial.rename(self.folder / key)
        except OSError:
            shutil.rmtree(partial, ignore_errors=True)

    def forget_others(self) -> None:
        """Remove the entries this process had no use for: what they were made of is no longer so."""
        with suppress(OSError):
            for entry in os.scandir(self.folder or ""):
                if entry.name not in self.used:
                    shutil.rmtree(entry.path, ignore_errors=True)


def digest(*facts: object) -> str:
    """One digest of plain data."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=str).encode()).hexdigest()


def frame_digest(frame: pl.DataFrame) -> str:
    """A digest of the rows of a frame."""
    return hashlib.sha256(frame.write_csv(quote_style="non_numeric").encode()).hexdigest()
