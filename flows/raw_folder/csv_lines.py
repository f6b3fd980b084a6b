"""The small CSV files of `raw/`: read line by line with a clear sentence for what is wrong, and appended to safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.patient_reading import NOT_THERE, read_patiently
from flows.raw_folder.safe_writing import replace_file
from flows.texts import raw
from schemas.text import Text


@dataclass(frozen=True)
class Line:
    """One line of a CSV: its number (the heading is line 1) and its fields by column, spaces around them gone."""

    path: Path
    number: int
    fields: dict[str, str]

    def error(self, text: Text, **places: object) -> DecisionError:
        return DecisionError(text.fill(file=self.path, line=self.number, **places), self.path, self.number)

    def misunderstood(self, column: str, expected: Text) -> DecisionError:
        """The error that says what stands in a column and what should."""
        found = self.fields[column]
        pattern = raw.FIELD_NOT_UNDERSTOOD if found else raw.FIELD_EMPTY
        return self.error(pattern, column=column, found=found, expected=expected)


def read_lines(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Line | DecisionError]:
    """The lines of a CSV in order, an error in place of each line that cannot be read; [] when it does not exist.

    Empty lines are skipped. Columns may stand in any order, others are ignored, `optional` ones may be absent. A
    semicolon separates as well as a comma: an office suite set to Vietnamese writes it so.

    Raises:
        DecisionError: the file as a whole cannot be read: not UTF-8, or a column is missing.
    """
    try:
        data = read_patiently(path)
    except NOT_THERE:
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecisionError(raw.CSV_NOT_UTF8.fill(file=path, position=error.start), path) from None
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    names: list[str] | None = None
    lines: list[Line | DecisionError] = []
    # Each line by itself: a quote left open spoils its own line and none of those after it.
    for number, written in enumerate(text.split("\n"), start=1):
        try:
            fields = next(csv.reader([written.rstrip("\r")], delimiter=separator, strict=True), [])
        except csv.Error as error:
            broken = DecisionError(raw.CSV_BROKEN.fill(file=path, line=number, found=error), path, number)
            if names is None:
                raise broken from None
            lines.append(broken)
            continue
        fields = [field.strip() for field in fields]
        if not any(fields):
            continue
        if names is None:
            names = [field.lower() for field in fields]
            missing = [column for column in columns if column not in names]
            if missing:
                places = {"missing": ", ".join(missing), "found": ", ".join(names), "expected": ", ".join(columns)}
                raise DecisionError(raw.CSV_HEADING.fill(file=path, **places), path, number)
            continue
        # Trailing fields may be cut off: an editor that saves a CSV drops empty ones.
        if len(fields) > len(names) and any(fields[len(names) :]):
            said = raw.CSV_FIELDS.fill(file=path, line=number, found=len(fields), expected=len(names))
            lines.append(DecisionError(said, path, number))
            continue
        by_name = dict.fromkeys((*columns, *optional), "") | dict(zip(names, fields, strict=False))
        lines.append(Line(path, number, by_name))
    return lines


def require_lines(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Line]:
    """As `read_lines`, for files of which every line must be understood.

    Raises:
        DecisionError: the file or one of its lines cannot be read.
    """
    lines = []
    for line in read_lines(path, columns, optional):
        if isinstance(line, DecisionError):
            raise line
        lines.append(line)
    return lines


def append_line(path: Path, columns: Sequence[str], *lines: dict[str, str], optional: Sequence[str] = ()) -> int:
    """Add lines and return the number of the first; the old ones keep their bytes.

    The file is replaced as a whole in one step, so that a crash leaves the old file or the new one and never half
    a line. An existing file keeps its own columns, separator and line ends; a column that it does not have yet and a
    new line needs is added at the end of its heading.

    Raises:
        DecisionError: the existing file has no heading with these columns.
        OSError: the folder cannot be written to.
    """
    old = path.read_bytes() if path.exists() else b""
    read_lines(path, [name for name in columns if name not in optional], optional)
    if not old.strip():
        old = (",".join(columns) + "\n").encode()
    heading = old.decode("utf-8-sig").partition("\n")[0]
    end = "\r\n" if heading.endswith("\r") else "\n"
    separator = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([heading.strip()], delimiter=separator))]
    more = [name for name in columns if name not in names and any(fields.get(name) for fields in lines)]
    if more:
        names += more
        wider = separator.join([heading.rstrip("\r"), *more])
        old = old.replace(heading.rstrip("\r").encode(), wider.encode(), 1)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, lineterminator=end).writerows(
        [" ".join(fields.get(name, "").splitlines()) for name in names] for fields in lines
    )
    if not old.endswith(b"\n"):
        old += end.encode()
    replace_file(path, old + buffer.getvalue().encode())
    return old.decode("utf-8-sig").count("\n") + 1


def fill_field(path: Path, numbers: Sequence[int], column: str, value: str) -> None:
    """Write a value into a column of these lines where it is still empty; every other line keeps its bytes.

    A file that does not have the column yet gets it at the end of its heading.

    Raises:
        OSError: the file is not there, or its folder cannot be written to.
    """
    text = path.read_bytes().decode("utf-8")
    lines = text.split("\n")
    at = next(index for index, written in enumerate(lines) if written.strip("\ufeff\r"))
    heading = lines[at].rstrip("\r")
    separator = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip("\ufeff ").lower() for name in next(csv.reader([heading], delimiter=separator))]
    if column not in names:
        names.append(column)
        lines[at] = lines[at].replace(heading, separator.join([heading, column]))
    for number in numbers:
        written = lines[number - 1].rstrip("\r")
        fields = next(csv.reader([written], delimiter=separator))
        fields += [""] * (len(names) - len(fields))
        fields[names.index(column)] = fields[names.index(column)].strip() or value
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=separator, lineterminator="").writerow(fields)
        lines[number - 1] = buffer.getvalue() + lines[number - 1][len(written) :]
    replace_file(path, "\n".join(lines).encode())
