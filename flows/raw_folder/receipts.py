"""`raw/<period>/receipts.csv`: who sent which file when. Lines are only ever added."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.raw_folder.csv_lines import Line, append_line, read_lines
from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.spreadsheet_safe import spreadsheet_safe
from flows.texts import raw
from schemas.facts.words import either
from schemas.periods import parse_moment

COLUMNS = ("board", "file", "sha256", "received_at", "received_from", "note")
NAME = "receipts.csv"
NIL = "nil"

_SHA256 = re.compile(r"[0-9a-f]{64}")

# The note of a further line that says when a file of an earlier line really came.
CORRECTS = re.compile(rf"{either('corrects_line')} (\d+)\b", re.IGNORECASE)

# As a spreadsheet saves moments: 05/01/2023 10:34.
_OF_A_SPREADSHEET = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True)
class Receipt:
    """One line of receipts.csv. `file` is empty for a nil return; `line` counts from the heading, which is 1."""

    period: str
    board: str
    file: str
    sha256: str
    received_at: datetime
    received_from: str
    note: str
    line: int
    moment_corrected: bool = False  # a later line says when it really came

    @property
    def nil(self) -> bool:
        return not self.file


@dataclass(frozen=True)
class Receipts:
    """The receipts of a period that can be read, and what is wrong with the others.

    `mentioned` holds (board, file name) of every line, also of the unreadable ones: such a file is not new.
    """

    receipts: tuple[Receipt, ...]
    errors: tuple[DecisionError, ...]
    mentioned: frozenset[tuple[str, str]]


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def comparable_name(name: str) -> str:
    """File names are compared as every file system would: NFC, without case."""
    return unicodedata.normalize("NFC", name).casefold()


def is_plain_name(name: str) -> bool:
    """Whether a name is a file of its folder on every system: no path, no drive, no stream, no control character."""
    return (
        bool(name)
        and name not in (".", "..")
        and not any(c in '/\\:*?"<>|' or ord(c) < 32 for c in name)
        and name == name.strip()
    )


def read_receipts(period_folder: Path, boards: frozenset[str]) -> Receipts:
    """The receipts of one period, in the order of their lines.

    A line that cannot be read stops only its own submission, so it is returned as an error and not raised.

    Raises:
        DecisionError: the file as a whole cannot be read. Without it a period's figures, and all that is compared
            with them, would silently be missing.
    """
    path = period_folder / NAME
    lines = read_lines(path, ("board", "file", "sha256", "received_at"), ("received_from", "note"))
    day_first = _day_first([line for line in lines if isinstance(line, Line)])
    receipts: dict[int, Receipt] = {}
    errors: list[DecisionError] = []
    mentioned = set()
    for line in lines:
        if isinstance(line, DecisionError):
            errors.append(line)
            continue
        mentioned.add((line.fields["board"], comparable_name(line.fields["file"])))
        try:
            receipt = _receipt(line, period_folder.name, boards, day_first)
            if corrected := CORRECTS.match(receipt.note):
                number = int(corrected[1])
                receipts[number] = _with_moment(receipts.get(number), receipt, line)
            else:
                receipts[line.number] = receipt
        except DecisionError as error:
            errors.append(error)
    if errors and not receipts:
        raise DecisionError(raw.RECEIPTS_NOT_READ.fill(file=path, text=errors[0].text), path)
    return Receipts(tuple(receipts.values()), tuple(errors), frozenset(mentioned))


def _with_moment(first: Receipt | None, further: Receipt, line: Line) -> Receipt:
    """The receipt a further line names, with the moment that line gives."""
    if first is None or (first.board, first.file, first.sha256) != (further.board, further.file, further.sha256):
        raise line.misunderstood("note", raw.EXPECT_CORRECTED_LINE)
    return replace(first, received_at=further.received_at, moment_corrected=True)


def _day_first(lines: list[Line]) -> bool:
    """Whether dates that a spreadsheet rewrote have the day first (05/01/2023 is 5 January), by all of them together.

    Raises:
        DecisionError: they may be read both ways, or not one way alone.
    """
    found = [(line, match) for line in lines if (match := _OF_A_SPREADSHEET.fullmatch(line.fields["received_at"]))]
    day_first = any(int(match[1]) > 12 for _, match in found)
    month_first = any(int(match[2]) > 12 for _, match in found)
    if day_first == month_first and any(match[1] != match[2] for _, match in found):
        line, match = found[0]
        raise line.error(raw.DATES_AMBIGUOUS, found=match[0])
    return day_first


def _moment(text: str, day_first: bool) -> datetime:
    match = _OF_A_SPREADSHEET.fullmatch(text)
    if match is None:
        return parse_moment(text)
    one, other, year, hour, minute, second = match.groups()
    day, month = (one, other) if day_first else (other, one)
    date = f"{year}-{int(month):02}-{int(day):02}"
    return parse_moment(date if hour is None else f"{date}T{int(hour):02}:{minute}:{second or '00'}")


def _receipt(line: Line, period: str, boards: frozenset[str], day_first: bool) -> Receipt:
    fields = line.fields
    if fields["board"] not in boards:
        raise line.misunderstood("board", raw.EXPECT_BOARD)
    try:
        received_at = _moment(fields["received_at"], day_first)
    except ValueError:
        raise line.misunderstood("received_at", raw.EXPECT_MOMENT) from None
    if fields["file"]:
        if not is_plain_name(fields["file"]):
            raise line.misunderstood("file", raw.EXPECT_FILE_NAME)
        if not _SHA256.fullmatch(fields["sha256"].lower()):
            raise line.misunderstood("sha256", raw.EXPECT_SHA256)
    elif fields["note"].lower() != NIL and not CORRECTS.match(fields["note"]):
        raise line.misunderstood("file", raw.EXPECT_FILE_NAME)
    return Receipt(
        period=period,
        board=fields["board"],
        file=fields["file"],
        sha256=fields["sha256"].lower(),
        received_at=received_at,
        received_from=fields["received_from"],
        note=fields["note"],
        line=line.number,
    )


def append_receipt(
    period_folder: Path, board: str, file: str, sha256: str, received_at: datetime, received_from: str, note: str
) -> Receipt:
    """Add a receipt to its period, the lines before it untouched.

    Raises:
        DecisionError: receipts.csv exists and cannot be read.
        OSError: it cannot be written.
    """
    fields = {
        "board": board,
        "file": file,
        "sha256": sha256,
        "received_at": received_at.isoformat(timespec="seconds"),
        "received_from": spreadsheet_safe(received_from),
        "note": spreadsheet_safe(note),
    }
    line = append_line(period_folder / NAME, COLUMNS, fields)
    moment = parse_moment(fields["received_at"])
    return Receipt(period_folder.name, board, file, sha256, moment, fields["received_from"], fields["note"], line)
