"""What makes a figure beside what was received: the code and the reference data, so that a change can be named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.tabular import FOLDER

PACKAGE = "redriver-zones"


@dataclass(frozen=True)
class MadeBy:
    """Version of the package, digest of its code, and of every reference CSV the digest of each line, in order."""

    package_version: str
    code_sha256: str
    lines: Mapping[str, tuple[str, ...]]

    def to_json(self) -> bytes:
        return (json.dumps(vars(self), ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class ChangedLine:
    """A line of a reference CSV that was not there before; number 0 and no text where one has gone."""

    file: str
    number: int
    text: str


def package_version() -> str:
    """The version of this package; empty when it runs from a folder without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=8)
def made_by(folder: Path = FOLDER) -> MadeBy:
    """The code that runs, and the reference data of `folder`."""
    files = {path.name: path.read_text(encoding="utf-8").splitlines() for path in sorted(folder.glob("*.csv"))}
    return MadeBy(package_version(), code_sha256(), {name: tuple(map(_short, lines)) for name, lines in files.items()})


@lru_cache(maxsize=1)
def code_sha256() -> str:
    """A digest of every module of the package."""
    root, digest = FOLDER.parent, hashlib.sha256()
    for path in sorted([*(root / "flows").rglob("*.py"), *(root / "schemas").rglob("*.py")]):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def schema_digests(folder: Path = FOLDER) -> dict[str, str]:
    """File name -> SHA-256 of every reference CSV."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.csv"))}


def read_made_by(data: bytes) -> MadeBy:
    """Raises ValueError: the bytes are not what `MadeBy.to_json` gives."""
    found = json.loads(data)
    try:
        lines = {str(name): tuple(map(str, digests)) for name, digests in found["lines"].items()}
        return MadeBy(str(found["package_version"]), str(found["code_sha256"]), lines)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a record of code and reference data: {error}") from None


def changed_lines(before: MadeBy, folder: Path = FOLDER, now: MadeBy | None = None) -> list[ChangedLine]:
    """The lines of the reference CSVs that are new since `before`, then the files that have lost some.

    now: what is compared with it, by default the reference data of `folder`; of a line that is not there any more the
    text is not known.
    """
    now = now or made_by(folder)
    found = []
    for name, digests in now.lines.items():
        known, path = set(before.lines.get(name, ())), folder / name
        texts = {_short(text): text for text in path.read_text(encoding="utf-8").splitlines()} if path.is_file() else {}
        found += [
            ChangedLine(name, number, texts.get(digest, ""))
            for number, digest in enumerate(digests, start=1)
            if digest not in known
        ]
    gone = [name for name, digests in before.lines.items() if set(digests) - set(now.lines.get(name, ()))]
    told = {line.file for line in found}
    return [*found, *(ChangedLine(name, 0, "") for name in gone if name not in told)]


def naming(lines: Iterable[ChangedLine], words: Iterable[str]) -> list[ChangedLine]:
    """Of these lines the ones that have one of the words as a field."""
    wanted = {word for word in words if word}
    return [line for line in lines if wanted & set(line.text.replace(";", ",").split(","))]


def about(lines: Iterable[ChangedLine], words: Iterable[str]) -> list[ChangedLine]:
    """As `naming`; all of them where none has one of the words."""
    every = list(lines)
    return naming(every, words) or every


def _short(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:12]
