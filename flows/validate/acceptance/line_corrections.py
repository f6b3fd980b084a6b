"""Corrections of lists: one field of one line, put in before anything is judged."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.ingest.frames import Received
from flows.ingest.submission import BLANK, DATE, NOT_APPLICABLE, NUMBER, TEXT, Place
from flows.raw_folder.decisions import Correction
from flows.texts import decisions as texts
from flows.validate.acceptance.corrections import correction_error
from flows.validate.acceptance.states import in_order
from schemas.form import Form, ListColumn
from schemas.language.checks.expressions import plain

# The column of the frames that names the corrected fields of a line.
CORRECTED_FIELDS = "corrected"

_Line = dict[str, Any]


@dataclass(frozen=True)
class CorrectedLines:
    """Frames of list lines with corrections in them.

    lines: form sheet -> line_schema and `corrected` (String; the corrected fields, separated by `;`, null: none).
    places: submission and cell of every field that was corrected. lapsed: corrections whose line the board's newest
    version no longer has as it was.
    """

    lines: dict[str, pl.DataFrame]
    places: frozenset[tuple[str, Place]]
    lapsed: tuple[Correction, ...] = ()


def list_column(correction: Correction, form: Form) -> ListColumn | None:
    """The column a correction of a list names, of the form of its period; None where there is none to correct."""
    own = form.in_force(correction.period).list_sheets.get(correction.code, ())
    return next((column for column in own if column.key == correction.field and column.type != "line"), None)


def correct_lines(
    lines: Mapping[str, pl.DataFrame],
    received: Mapping[str, Received],
    corrections: Iterable[Correction],
    form: Form,
    partial: bool,
) -> CorrectedLines:
    """Apply corrections of lists to every version that holds what they expect in the same line.

    A line is the same where its number is, and everything else that is written in it: a board that puts a line in
    before it moves the others, and nothing may be put into a line it was not decided about. One that an earlier version
    held and the newest does not has lapsed.

    Args:
        lines: line_schema frames by form sheet. partial: as for figures, one that is not at hand is left out.

    Raises:
        DecisionError: no version of the board ever held the expected text, no version can be read, or the new value is
            none of its column.
    """
    wanted = list(corrections)
    marked = {
        sheet: frame.with_columns(pl.lit(None, pl.String).alias(CORRECTED_FIELDS)) for sheet, frame in lines.items()
    }
    places: set[tuple[str, Place]] = set()
    lapsed: list[Correction] = []
    changed: dict[tuple[str, str, int], _Line] = {}
    written: dict[tuple[str, str], dict[int, _Line]] = {}
    for one in wanted:
        own = [r for r in received.values() if (r.period, r.board) == (one.period, one.board)]
        versions = [r.submission for r in in_order(own) if r.parsed is not None]
        if not versions and partial:
            continue
        if not versions:
            raise correction_error(texts.NO_SUBMISSION, one)
        column = list_column(one, form)
        if column is None:
            raise correction_error(texts.NO_SUCH_FIELD, one)
        new, first = new_value(one, column), None
        for name in versions:
            if (name, one.code) not in written:
                mine = marked[one.code].filter(~pl.col("total"), submission=name)
                written[name, one.code] = {row["number"]: row for row in mine.iter_rows(named=True)}
            line = written[name, one.code].get(int(one.list_line))
            now = changed.get((name, one.code, int(one.list_line)), line)
            if line and now and _holds(now, one) and (first is None or _same_line(first, line, column.key)):
                first = first or line
                changed[name, one.code, int(one.list_line)] = _put(now, column.key, new, one.value)
                if cell := line[f"{column.key}_cell"]:
                    places.add((name, Place(line["sheet"], cell)))
            elif name == versions[-1] and first is not None:
                lapsed.append(one)
            elif name == versions[-1] and not partial:
                found = held(line, column.key) if line else ""
                raise correction_error(texts.EXPECTATION_GONE if line else texts.NO_SUCH_LINE, one, found=found)
    return CorrectedLines(_patched(marked, changed), frozenset(places), tuple(lapsed))


def held(line: Mapping[str, Any], key: str) -> str:
    """What stands in a field, as a correction has to expect it."""
    state, value = line[f"{key}_state"], line[key]
    if state == NOT_APPLICABLE:
        return "x"
    if state in (BLANK, None):
        return ""
    if state == NUMBER and value is not None:
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(line[f"{key}_raw"] or "").strip()


def new_value(correction: Correction, column: ListColumn) -> tuple[str, str | float | date | None]:
    """State and value of what a correction puts in.

    Raises:
        DecisionError: its column cannot hold it.
    """
    text = unicodedata.normalize("NFC", correction.value.strip())
    if text.lower() == "x":
        return NOT_APPLICABLE, None
    try:
        if column.type in ("number", "year"):
            return NUMBER, float(text)
        if column.type == "date":
            return DATE, date.fromisoformat(text)
    except ValueError:
        text = ""
    if not text or column.type not in ("text", "choice") or (column.choices and text not in column.choices):
        expected = "; ".join(column.choices) or {"date": "2023-05-17"}.get(column.type, "1234.5")
        raise correction_error(texts.NOT_OF_THE_FIELD, correction, expected=expected)
    return TEXT, text


def _holds(line: _Line, correction: Correction) -> bool:
    found, expect = held(line, correction.field), correction.expect.strip()
    if line[f"{correction.field}_state"] == NUMBER:
        try:
            return abs(float(found) - float(expect)) <= 1e-9 * max(1.0, abs(float(expect)))
        except ValueError:
            return False
    same = {unicodedata.normalize("NFC", text).lstrip("'") for text in (found, expect)}
    return len(same) == 1 or (bool(expect) and line[correction.field] == expect)


def _same_line(one: _Line, other: _Line, key: str) -> bool:
    """Whether two lines are written alike but for one field."""
    texts_ = [name for name in one if name.endswith("_raw") and name not in (f"{key}_raw", "line_raw")]
    return all((one[name] or "").strip() == (other[name] or "").strip() for name in texts_)


def _put(line: _Line, key: str, new: tuple[str, object], written: str) -> _Line:
    named = dict.fromkeys([*filter(None, (line[CORRECTED_FIELDS] or "").split(";")), key])
    return {
        **line,
        f"{key}_state": new[0],
        key: new[1],
        f"{key}_raw": written,
        CORRECTED_FIELDS: ";".join(named),
    }


def _patched(lines: dict[str, pl.DataFrame], changed: Mapping[tuple[str, str, int], _Line]) -> dict[str, pl.DataFrame]:
    """The frames with changed lines in place of those that were there."""
    made = dict(lines)
    for sheet in {sheet for _, sheet, _ in changed}:
        frame, keys = lines[sheet], ["submission", "number", "total"]
        patch = pl.DataFrame([line for (_, of, _), line in changed.items() if of == sheet], schema=frame.schema)
        own = [name for name in frame.columns if name not in keys]
        hit = pl.col("_hit").fill_null(False)
        joined = frame.join(
            patch.with_columns(pl.lit(True).alias("_hit")), on=keys, how="left", suffix=" new", maintain_order="left"
        )
        put = [pl.when(hit).then(pl.col(f"{name} new")).otherwise(pl.col(name)).alias(name) for name in own]
        made[sheet] = joined.with_columns(put).select(frame.columns)
    return made
