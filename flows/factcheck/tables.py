"""The tables of a text: each cell is a figure whose row and column say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.factcheck.labels import Understanding
from flows.factcheck.meaning import (
    BEFORE,
    BESIDE,
    GROWTH,
    PLAN_SHARE,
    SUM,
    TARGET,
    VALUE,
    Meaning,
    Understood,
)
from flows.factcheck.release import BLOC, Release
from flows.factcheck.setting import OTHER, Setting, known_period
from flows.factcheck.text.figures import PERCENT, Figure
from flows.factcheck.text.grammar import words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import NUMBER, WORD
from flows.ingest.words.numerals import scaled_unit
from flows.ingest.words.unit_reading import units_in_words


@dataclass(frozen=True)
class Heading:
    """What the words of a heading, a row's label or a caption say; "" for what they do not say."""

    key: str = ""
    sector: str = ""
    scope: str = ""
    period: str = ""
    unit: str = ""
    sums: bool = False
    moves: bool = False  # how much, against another column
    planned: bool = False  # the plan of the year or, in per cent, how much of it was achieved
    plain: bool = True  # says what it is, or nothing that would need saying


def understand_tables(reading: Reading, release: Release, setting: Setting) -> list[list[list[Understood]]]:
    """Of each table its rows of understood cells; the text outside tables is left to `understanding`."""
    known = Understanding(reading, release, setting)
    tables: list[list[tuple[int, int]]] = []
    previous = -2
    for number, (first, last) in enumerate(reading.lines):
        if not any(token.raw == "\t" for token in reading.tokens[first:last]):
            continue
        if number == previous + 1:
            tables[-1].append((first, last))
        else:
            tables.append([(first, last)])
        previous = number
    found = []
    headings: list[Heading] = []
    for rows in tables:
        cells, headings = _table(known, rows, headings)
        found.append(cells)
    return found


def _cells(reading: Reading, row: tuple[int, int]) -> list[tuple[int, int]]:
    first, last = row
    cells = []
    begin = first
    for index in range(first, last):
        if reading.tokens[index].raw == "\t":
            cells.append((begin, index))
            begin = index + 1
    return [*cells, (begin, last)]


def _table(
    known: Understanding, rows: Sequence[tuple[int, int]], before: list[Heading]
) -> tuple[list[list[Understood]], list[Heading]]:
    """The rows of a table and its headings: those of the table `before` where it has none and is as wide, as when a
    line stands between the groups of one table."""
    reading = known.reading
    figures = {figure.first: figure for figure in reading.figures}
    lines = [_cells(reading, row) for row in rows]
    headed = not any(_figure_in(figures, cell) for cell in lines[0][1:])
    headings = (
        [_heading(known, cell) for cell in lines[0]] if headed else before if len(before) == len(lines[0]) else []
    )
    caption = _caption(known, rows[0][0])
    common = next((h.key for h in headings if h.key), "")
    found: list[list[Understood]] = []
    for line in lines[1:] if headed else lines:
        label = _label(known, line, figures)
        if not label.unit:
            label = replace(label, unit=_unit_of_a_row(known, line[1:], figures))
        cells = []
        for column, cell in enumerate(line[1:], start=1):
            figure = _figure_in(figures, cell)
            if figure is None:
                continue
            top = headings[column] if column < len(headings) else Heading()
            if top.moves:
                one = _moved(known, figure, label, headings, caption)
            elif not top.plain and len(line) > 2:
                continue  # a column of something else
            elif top.planned:
                one = _of_the_plan(known, figure, label, top, caption)
            else:
                one = _cell(known, figure, label, top, caption, common)
            if one is not None:
                cells.append(_of_all_boards(known, one, found))
        found.append(cells)
    return found, headings


def _of_all_boards(known: Understanding, one: Understood, above: Sequence[Sequence[Understood]]) -> Understood:
    """A sum under the rows of all boards of a period is of the bloc."""
    period = known_period(one.meaning.period)
    if one.kind != SUM or one.meaning.scope != OTHER or period is None:
        return one
    boards = {u.meaning.scope for row in above for u in row if u.meaning.key == one.meaning.key}
    whole = set(known.release.boards(period)) <= boards
    return replace(one, meaning=replace(one.meaning, scope=BLOC)) if whole else one


def _label(known: Understanding, line: Sequence[tuple[int, int]], figures: dict[int, Figure]) -> Heading:
    """What the first cell with words says: a running number may stand before it."""
    tokens = known.reading.tokens
    alone = [tokens[first].word for first, last in line if last - first == 1 and tokens[first].kind == NUMBER]
    year = next((word for word in alone if re.fullmatch(r"20\d\d", word)), "")
    for cell in line:
        if any(token.kind == WORD for token in tokens[slice(*cell)]):
            label = _heading(known, cell)
            return label if label.period or not year else replace(label, period=year)
    return Heading()


def _unit_of_a_row(known: Understanding, cells: Sequence[tuple[int, int]], figures: dict[int, Figure]) -> str:
    """The unit that stands in a cell of its own: `Doanh thu | triệu USD | 3.055,1`."""
    for first, last in cells:
        if last > first and _figure_in(figures, (first, last)) is None:
            tokens, plain = known.reading.tokens, known.reading.plain.text
            name = scaled_unit(plain[tokens[first].start : tokens[last - 1].end], known.release.reference.units)[1]
            if name:
                return name
    return ""


def _figure_in(figures: dict[int, Figure], cell: tuple[int, int]) -> Figure | None:
    inside = [figures[index] for index in range(*cell) if index in figures]
    return inside[0] if len(inside) == 1 else None


def _heading(known: Understanding, cell: tuple[int, int]) -> Heading:
    reading, release = known.reading, known.release
    first, last = cell

    def within(kind: str) -> list[str]:
        return [m.target for m in reading.of(kind) if first <= m.first < last]

    keys = within("indicator") or within("noun")
    sectors = [s for s in within("sector") if s != "total"]
    boards = [slug for at, (slug, _) in sorted(reading.boards.items()) if first <= at < last]
    scopes = boards or [s for s in within("scope") if s in ("bloc", "province", "country", OTHER)]
    periods = [s.value for s in known.periods if first <= s.token < last]
    text = reading.plain.text[reading.tokens[first].start : reading.tokens[last - 1].end] if last > first else ""
    named = units_in_words(text, release.reference.units)
    if not named and "(" in text:
        name = scaled_unit(text[text.rfind("(") + 1 :].strip(" )"), release.reference.units)[1]
        named = (name,) if name else ()
    sums = bool(within("sum") or within("sector")) and not sectors and not boards
    planned = "plan" in within("target")
    moves = not planned and (
        bool(within("up") or within("down") or within("comparing")) or ("%" in text and not keys and not periods)
    )
    said = {token.word for token in reading.tokens[first:last]}
    said |= {f"{a.word} {b.word}" for a, b in zip(reading.tokens[first:last], reading.tokens[first + 1 : last])}
    plain = bool(
        keys
        or sectors
        or scopes
        or periods
        or named
        or sums
        or planned
        or said & words("said_plainly")
        or not text.strip()
    )
    return Heading(
        keys[0] if keys else "", sectors[0] if sectors else "", scopes[0] if scopes else "",
        periods[0] if periods else "", named[0] if named else "", sums and bool(within("sum")), moves,
        planned, plain,
    )  # fmt: skip


def _caption(known: Understanding, first: int) -> Heading:
    """What the line above a table says, and the text's title where that names no indicator."""
    reading = known.reading
    block = reading.tokens[first].block
    for begin, end in reversed(reading.lines[max(0, block - 3) : block]):
        if end > begin and not any(t.kind == NUMBER and i in reading.taken and reading.taken[i] == "n"
                                   for i, t in enumerate(reading.tokens[begin:end], start=begin)):  # fmt: skip
            said = _heading(known, (begin, end))
            if said.key or said.period or said.unit:
                return said
    return Heading()


def _moved(
    known: Understanding, figure: Figure, label: Heading, headings: Sequence[Heading], caption: Heading
) -> Understood | None:
    """A cell of a column that says by how much per cent a line moved between the periods of the others."""
    periods = sorted({h.period for h in headings if h.period and not h.moves}) or [known.setting.period]
    now = Heading(period=periods[-1])
    one = _cell(known, replace(figure, unit="", dimension=""), label, now, caption, "")
    if one is None or known.release.lines[one.meaning.key].kind == "ratio" or figure.unit not in ("", PERCENT):
        return None
    sign = known.reading.tokens[figure.first - 1].raw == "-" if figure.first else False
    base = periods[-2] if len(periods) == 2 else ""
    return replace(one, figure=replace(figure, unit=PERCENT, dimension=PERCENT), kind=GROWTH, base=base, negative=sign)


def _of_the_plan(
    known: Understanding, figure: Figure, label: Heading, top: Heading, caption: Heading
) -> Understood | None:
    """A cell of a column of plans, or of one that says how much of them was achieved."""
    share = top.unit == PERCENT or figure.unit == PERCENT
    if not share:
        one = _cell(known, figure, label, replace(top, period=""), caption, "")
        return None if one is None else replace(one, kind=TARGET)
    one = _cell(known, replace(figure, unit="", dimension=""), label, replace(top, unit=""), caption, "")
    if one is None:
        return None
    return replace(one, figure=replace(figure, unit=PERCENT, dimension=PERCENT), kind=PLAN_SHARE)


def _cell(
    known: Understanding, figure: Figure, label: Heading, top: Heading, caption: Heading, common: str
) -> Understood | None:
    release, reading = known.release, known.reading
    # A row with words that say no indicator is of something else, unless they name a board or a sum.
    inherited = common or caption.key if label.plain or label.scope or label.sums else ""
    key = label.key or top.key or inherited
    line = release.lines.get(key)
    if line is None:
        return None
    unit = label.unit or top.unit or (caption.unit if not figure.unit else "")
    if unit and not figure.unit and unit in release.reference.units.by_name:
        figure = replace(figure, unit=unit, dimension=release.reference.units.by_name[unit].dimension)
    if line.kind == "ratio" and not figure.unit:
        figure = replace(figure, unit=PERCENT if line.unit("total") == PERCENT else "", dimension=PERCENT)
    by_unit = [
        sector for sector, name in line.units.items()
        if figure.dimension and release.reference.units.by_name[name].dimension == figure.dimension
    ]  # fmt: skip
    sector = top.sector or label.sector
    if sector not in line.units:
        sector = by_unit[0] if len(by_unit) == 1 else "total" if "total" in line.units else next(iter(line.units))
    scope = label.scope or top.scope or known.setting.scope
    if label.sums and top.scope == "":
        scope = label.scope or OTHER
    period = top.period or label.period or caption.period or known.setting.period
    if line.kind == "ratio" and period.isdigit():
        period = f"{period}-H2"
    return Understood(
        figure, SUM if label.sums else VALUE, Meaning(key, sector, scope, period),
        BESIDE if label.key or top.key else BEFORE,
        sentence=reading.sentence(figure.first), block=reading.tokens[figure.first].block,
    )  # fmt: skip
