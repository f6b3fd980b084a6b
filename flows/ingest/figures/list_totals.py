"""The sums that stand beside the lines of a list: checked against the lines, said, and left out of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.ingest.figures.list_rows import CARRIED, HEAD, TOTAL
from flows.ingest.submission import NOT_APPLICABLE, NUMBER, ListLine, Place, Problem
from schemas.form import Form, ListColumn


@dataclass(frozen=True, slots=True)
class Aside:
    """A row of a list that is no line: where it is among the lines, what it is, its words, its place, its table."""

    index: int
    kind: str
    label: str
    place: Place
    table: int


def settle_sums(lines: Sequence[ListLine], asides: Sequence[Aside], form: Form) -> tuple[list[ListLine], list[Problem]]:
    """The lines and the one total line of each list, and what is to be said of the other sums.

    Of several tables each with its own total every total is a part of the list: it is checked against its table.
    """
    problems: list[Problem] = []
    left_out: set[int] = set()
    for sheet in dict.fromkeys(lines[aside.index].form_sheet for aside in asides):
        own = [aside for aside in asides if lines[aside.index].form_sheet == sheet]
        totals = [aside for aside in own if aside.kind == TOTAL]
        kept = totals[-1] if totals and _is_last(totals[-1], lines, sheet) and _one_table(totals) else None
        others = [aside for aside in own if aside is not kept]
        for aside in others:
            left_out.add(aside.index)
            problems += _against_lines(aside, lines, asides, form)
        if others:
            shown = "; ".join(dict.fromkeys(" ".join(aside.label.split())[:60] for aside in others if aside.label))
            cells = tuple(aside.place for aside in others)
            problems.append(Problem("F14", "rows_passed_over", cells, sheet, found=shown, details={"sheet": sheet}))
    kept_lines = [line for place, line in enumerate(lines) if place not in left_out]
    return kept_lines, problems


def _one_table(totals: Sequence[Aside]) -> bool:
    return len({aside.table for aside in totals}) == 1


def _is_last(aside: Aside, lines: Sequence[ListLine], sheet: str) -> bool:
    """Whether no line of the list comes after."""
    return not any(line.form_sheet == sheet and line.number for line in lines[aside.index + 1 :])


def _against_lines(aside: Aside, lines: Sequence[ListLine], asides: Sequence[Aside], form: Form) -> list[Problem]:
    """F06 where the figures of a sum are those of none of the groups of lines that it may be of."""
    stated = lines[aside.index]
    columns = [c for c in form.list_sheets[stated.form_sheet] if c.type == "number" and _figure(stated, c) is not None]
    groups = [group for group in _groups(aside, lines, asides) if group]
    if not columns or not groups or any(all(_fits(stated, group, c) for c in columns) for group in groups):
        return []
    group = groups[0]
    column = next(c for c in columns if not _fits(stated, group, c))
    cell = stated.cells[column.key]
    expected = f"{sum(_amounts(group, column)):.10g}"
    details = {"label": aside.label, "column": column.label_vi, "lines": str(len(group))}
    place = Place(stated.sheet, cell.cell)
    return [
        Problem(
            "F06", "sum_differs", (place,), stated.form_sheet, found=cell.raw_text, expected=expected, details=details
        )
    ]


def _groups(aside: Aside, lines: Sequence[ListLine], asides: Sequence[Aside]) -> list[list[ListLine]]:
    """The groups of lines a sum may be of: the lines above it up to another sum or head, those below a head, or all."""
    sheet = lines[aside.index].form_sheet
    mine = [place for place, line in enumerate(lines) if line.form_sheet == sheet]
    edges = sorted(other.index for other in asides if lines[other.index].form_sheet == sheet)
    own_table = [other.index for other in asides if other.table == aside.table]
    above = [place for place in mine if place < aside.index]
    below = [place for place in mine if place > aside.index]
    groups: list[Iterable[int]] = []
    if aside.kind == HEAD:
        following = [edge for edge in edges if edge > aside.index]
        groups += [[place for place in below if place < edge] for edge in [*following, len(lines)]]
    else:
        preceding = [edge for edge in edges if edge < aside.index][::-1]
        groups += [[place for place in above if place > edge] for edge in preceding]
    groups += [above, mine if aside.kind in (TOTAL, CARRIED) and own_table else above]
    return [[line for place in group if (line := lines[place]).number] for group in groups]


def _figure(line: ListLine, column: ListColumn) -> float | None:
    cell = line.cells.get(column.key)
    return float(cell.value) if cell is not None and cell.state == NUMBER and isinstance(cell.value, float) else None


def _amounts(group: Sequence[ListLine], column: ListColumn) -> list[float]:
    return [amount for line in group if (amount := _figure(line, column)) is not None]


def _fits(stated: ListLine, group: Sequence[ListLine], column: ListColumn) -> bool:
    """Whether a stated sum is that of the group, as its figures are rounded; also where one of them is not known."""
    own = _figure(stated, column)
    known = all(line.cells[column.key].state in (NUMBER, NOT_APPLICABLE) for line in group if column.key in line.cells)
    if own is None or not known:
        return True
    allowed = 0.5 * 10.0**-column.decimals * (len(group) + 1)
    return abs(sum(_amounts(group, column)) - own) <= allowed + 1e-9
