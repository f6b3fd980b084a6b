"""Runs of one cell as people read them: struck-through and hidden text is none, a raised number is a mark.

`m` with a raised 2 is m2, as units are typed, and `14` with a raised 2 is 14 with a footnote: raised digits that follow
no letter become the superscript signs of Unicode, which say the same in plain text and are no part of a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flows.ingest.files.grids import CellValue, ErrorCell, StruckCell, UncalculatedCell, address
from flows.ingest.submission import Note
from flows.ingest.words.letters import FontUse, decode_runs

GONE, RAISED, LOWERED = "gone", "raised", "lowered"
_SIGNS = str.maketrans("0123456789()+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻")
_RAISED_DIGITS = re.compile(r"\s*[(+-]?[0-9]+(?:\s*[,;]\s*[0-9]+)*\)?\s*")
_CELLS_NAMED = 10


class Run(NamedTuple):
    """A piece of text, its font ('' where none is named) and how it is drawn: GONE, RAISED, LOWERED or ''."""

    text: str
    font: str = ""
    mark: str = ""


def pieces(text: str, font: int, changes: Iterable[tuple[int, int]]) -> list[tuple[str, int]]:
    """A text cut where its font changes: (from which letter, number of the font); it begins with `font`."""
    cut = []
    start = 0
    for at, following in changes:
        if at > start:
            cut.append((text[start:at], font))
        start, font = max(start, at), following
    cut.append((text[start:], font))
    return cut


def shown_runs(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """What is left of the runs of a cell when their marks are put into the text."""
    if not any(run.mark for run in runs):
        return [(run.text, run.font) for run in runs]
    kept: list[Run] = []
    for run in runs:
        if run.mark != GONE:
            if kept and run.mark and kept[-1].mark == run.mark:  # `1`, `,` and `2` raised one by one are one mark
                run = Run(kept.pop().text + run.text, run.font, run.mark)
            kept.append(run)
    if all(run.mark for run in kept if run.text.strip()):  # raised as a whole: nothing it could be a mark of
        return [(run.text, run.font) for run in kept]
    shown: list[tuple[str, str]] = []
    before = ""
    for run in kept:
        after_digit = before.rstrip()[-1:].isdigit()
        stands_out = run.mark == RAISED and not before[-1:].isalpha()
        if run.mark and run.text.strip() and (stands_out or after_digit):
            shown.append(_as_sign(run, after_digit))
        else:
            shown.append((run.text, run.font))
            before += run.text
    return shown


def _as_sign(run: Run, after_digit: bool) -> tuple[str, str]:
    text = run.text.strip()
    if _RAISED_DIGITS.fullmatch(text):
        if after_digit and text.startswith("0"):  # hundredths, as prices are written: no mark, and no plain number
            return f" ^{text}", ""
        return re.sub(r"[\s,;]", "", text).translate(_SIGNS), ""  # no font: these signs are letters in old ones
    if after_digit and text.isascii() and re.fullmatch(r"[a-zA-Z]", text):
        return f" ({text})", ""
    return run.text, run.font


def cell_text(runs: Sequence[Run], use: FontUse) -> tuple[CellValue, bool]:
    """The value of a text cell and whether something in it was not read.

    A cell struck through as a whole is a StruckCell when it may be a figure, else blank.
    """
    text = decode_runs(shown_runs(runs), use)
    gone = any(run.mark == GONE and run.text.strip() for run in runs)
    if gone and not text.strip():
        return struck(decode_runs(((run.text, run.font) for run in runs), use)), True
    return text or None, gone


def struck(value: CellValue) -> CellValue:
    """What a cell struck through as a whole is: words are not read, a figure (or x, or a dash) must be asked about."""
    if value is None or isinstance(value, (ErrorCell, UncalculatedCell)):
        return value
    if isinstance(value, float):
        return StruckCell(f"{value:.15g}")
    text = str(value).strip()
    return StruckCell(text) if any(map(str.isdigit, text)) or len(text) <= 2 else None


def note_of(sheet: str | None, cells: Iterable[tuple[int, int]]) -> tuple[Note, ...]:
    """The note that names cells of which something was not read."""
    places = [address(row, column) for row, column in sorted(set(cells))]
    if not places:
        return ()
    more = " …" if len(places) > _CELLS_NAMED else ""
    return (Note("struck_text", (f"{sheet + '!' if sheet else ''}{', '.join(places[:_CELLS_NAMED])}{more}",)),)
