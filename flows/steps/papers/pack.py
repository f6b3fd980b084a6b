"""A board's pack: its own files and decisions of earlier half-years, its form and the rules, in one zip.

What other boards sent is not in it. Whoever opens a pack reads it as hostile: names and sizes are checked first.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.limits import checked_members, unpacked
from flows.raw_folder.safe_writing import replace_file
from flows.steps.asked import NotUnderstood
from flows.steps.judged import Judged
from flows.steps.papers.prefilled import write_prefilled
from flows.texts import documents as texts
from schemas.facts.boards import Board
from schemas.periods import Period, parse_period
from schemas.reference import Reference

PACKED, TEMPLATE, RULES = "raw", "bieu-mau.xlsx", "quy-tac.csv"
# What is said of boards a line each, beside their files.
_LISTS = ("receipts.csv", "corrections.csv", "waivers.csv")
_NAME = re.compile(r"raw/(?P<period>\d{4}(?:-H[12])?)/(?:(?P<board>[a-z-]+)/)?(?P<file>[^/\\\x00-\x1f]{1,200})")


def write_pack(path: Path, raw: Path, judged: Judged | None, board: Board, period: Period, reference: Reference) -> int:
    """Write the pack; returns how many files of the board are in it. The same raw/ gives the same bytes.

    Raises:
        OSError: it cannot be written, or a file of raw/ cannot be read.
    """
    members: dict[str, bytes] = {}
    for version in judged.raw.versions if judged else ():
        then = parse_period(version.period)
        if then.end < period.start and version.board in reference.boards.ancestors(board.slug, period, then):
            members |= {
                f"{PACKED}/{version.period}/{name}": _own_lines(
                    raw / version.period / name, board, period, then, reference
                )
                for name in _LISTS
            }
            if version.path is not None:
                members[f"{PACKED}/{version.period}/{version.board}/{version.path.name}"] = version.path.read_bytes()
    files = sum(name.count("/") > 2 for name in members)
    with TemporaryDirectory() as folder:
        form = Path(folder) / TEMPLATE
        write_prefilled(form, judged, board, period, reference)
        members[TEMPLATE] = form.read_bytes()
    members[RULES] = (reference.folder / "rules.csv").read_bytes()
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in sorted(members.items()):
            if data:
                archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    replace_file(path, packed.getvalue())
    return files


def _own_lines(path: Path, board: Board, period: Period, then: Period, reference: Reference) -> bytes:
    """The lines of a list that are about the board, or those it was merged from."""
    if not path.is_file():
        return b""
    own = set(reference.boards.ancestors(board.slug, period, then))
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, rows.fieldnames or (), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row for row in rows if row.get("board") in own)
    return written.getvalue().encode()


@dataclass(frozen=True)
class Pack:
    """A pack that is open: its name, the raw/ it is laid out in for a while, and the board's form."""

    name: str
    raw: Path
    form: bytes

    @property
    def files(self) -> int:
        """How many files of earlier half-years it holds."""
        return sum(path.name not in _LISTS for path in self.raw.glob("*/*/*"))


@contextmanager
def opened_pack(path: Path, reference: Reference) -> Iterator[Pack]:
    """Lay the history of a pack out aside, until it is no longer needed.

    Raises:
        NotUnderstood: the file is no pack, or holds anything a pack does not.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    with TemporaryDirectory() as folder:
        raw = Path(folder) / PACKED
        raw.mkdir()
        yield Pack(path.name, raw, _unpack(data, Path(folder), path, reference))


def _unpack(data: bytes, folder: Path, path: Path, reference: Reference) -> bytes:
    """Lay everything where it belongs; returns the form."""
    form = b""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = checked_members(archive)
            if not any(member.filename == RULES for member in members):
                raise NotUnderstood(texts.NO_PACK.fill(file=path))
            for member in members:
                if member.filename == TEMPLATE:
                    form = unpacked(data, member)
                elif member.filename != RULES:
                    _lay_out(member.filename, unpacked(data, member), folder, path, reference)
    except (BadZipFile, UnreadableFile, ValueError, NotImplementedError, EOFError):
        raise NotUnderstood(texts.NO_PACK.fill(file=path)) from None
    return form


def _lay_out(name: str, data: bytes, folder: Path, path: Path, reference: Reference) -> None:
    found = _NAME.fullmatch(name)
    known = found is not None and (
        found["board"] in reference.boards.slugs if found["board"] else found["file"] in _LISTS
    )
    if found is None or not known or found["file"].startswith("."):
        raise NotUnderstood(texts.NO_PACK.fill(file=path))
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
