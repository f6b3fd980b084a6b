"""What is in doubt is said in the sentence it concerns: missing boards, open queries, totals not yet final."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

from flows.report.figures import TOTALS, Reading, Total
from flows.report.model import Figure, Piece
from flows.texts import report as texts
from schemas.periods import parse_period

Pieces = tuple[Piece, ...]


def filled(text: str, **places: Piece) -> list[Piece]:
    """A text with its places filled by figures and words."""
    found: list[Piece] = []
    for words, name, _, _ in Formatter().parse(text):
        found += [words] if words else []
        found += [places[name]] if name else []
    return found


def joined(several: list[list[Piece]], between: str) -> list[Piece]:
    """`a; b; c` of pieces."""
    return [piece for number, one in enumerate(several) for piece in ([between] if number else []) + one]


def telling(reading: Reading) -> Callable[[Pieces], Pieces]:
    """What finishes the sentences of one part: the first with a total of the bloc says whether such are provisional."""
    begun: list[bool] = []

    def finish(pieces: Pieces) -> Pieces:
        totals = _totals(pieces, reading)
        missing = list(dict.fromkeys(_named(total) for total in totals if total.value is None))
        if missing:
            return tuple(filled(reading.say(texts.NO_FIGURE_YET), what=", ".join(missing)))
        remarks: list[list[Piece]] = []
        if totals and not begun:
            begun.append(True)
            if any(total.doubt.provisional for total in totals):
                remarks.append([reading.say(texts.PROVISIONAL_FIGURES)])
        remarks += _incomplete(totals, reading) + _questioned(totals, reading)
        return _with_remarks(pieces, remarks)

    return finish


def _totals(pieces: Pieces, reading: Reading) -> list[Total]:
    """The totals of the bloc that a sentence names, each once."""
    found: dict[str, Total] = {}
    for piece in pieces:
        if isinstance(piece, Figure) and piece.address.table == TOTALS and piece.address.column == "value":
            period, key, sector = (value for _, value in piece.address.key)
            total = reading.total(key, sector, parse_period(period))
            if total is not None:
                found[str(total.address)] = total
    return list(found.values())


def _named(total: Total) -> str:
    label = total.reading.label(total.line.key)
    sector = total.reading.sector(total.row["sector"])
    return f"{label[0].lower()}{label[1:]}{f' {sector}' if sector else ''}"


def _incomplete(totals: list[Total], reading: Reading) -> list[list[Piece]]:
    """`10 trên 11 ban đã báo cáo`, of all of them or of those by name that have other boards in them."""
    short = [total for total in totals if total.doubt.incomplete]
    counts = {(total.doubt.reported, total.doubt.expected) for total in short}
    if not short:
        return []
    if len(counts) == 1 and len(short) == len(totals):
        return [_boards_in(short[0], reading)]
    alike = [
        [total for total in short if (total.doubt.reported, total.doubt.expected) == count] for count in sorted(counts)
    ]
    return [_boards_in(group[0], reading, ", ".join(map(_named, group))) for group in alike]


def _boards_in(total: Total, reading: Reading, what: str = "") -> list[Piece]:
    """Where more boards reported than have a figure in the total, a nil return or x left it out: that is said."""
    own = reading.frames["periods"].filter(period=str(reading.period)).row(0, named=True)
    all_in = total.doubt.reported == own["boards_reported"]
    in_all = texts.BOARDS_REPORTED if all_in else texts.BOARDS_KNOWN
    in_some = texts.BOARDS_REPORTED_OF if all_in else texts.BOARDS_KNOWN_OF
    reported, expected = (_count(total, column) for column in ("boards_reported", "boards_expected"))
    return filled(reading.say(in_some if what else in_all), reported=reported, expected=expected, what=what)


def _count(total: Total, column: str) -> Figure:
    value = total.row[column]
    address = type(total.address)(TOTALS, total.address.key, column)
    return Figure(total.reading.number(value, 0), value, "board", address)


def _questioned(totals: list[Total], reading: Reading) -> list[list[Piece]]:
    remarks = []
    for total in totals:
        if not total.doubt.open_queries:
            continue
        likely = total.other("likely_value")
        text = texts.FIGURE_QUESTIONED if likely is None else texts.FIGURE_QUESTIONED_LIKELY
        remarks.append(filled(reading.say(text), what=_named(total), likely=likely or ""))
    return remarks


def _with_remarks(pieces: Pieces, remarks: list[list[Piece]]) -> Pieces:
    """The remarks in brackets before the sentence's last sign."""
    if not remarks or not isinstance(pieces[-1], str):
        return pieces
    end = pieces[-1].rstrip()
    sign = end[-1] if end[-1:] in (".", ";", ":") else ""
    return (*pieces[:-1], *([end.removesuffix(sign)] if end != sign else []), " (", *joined(remarks, "; "), f"){sign}")
