"""Of whom and of when a figure speaks: sector, bloc or board, half-year or year."""

from __future__ import annotations

from flows.factcheck.labels import (
    Understanding,
    block_start,
    dimensions_of,
    sentence_end,
    sentence_start,
)
from flows.factcheck.meaning import (
    Understood,
)
from flows.factcheck.release import BLOC
from flows.factcheck.setting import (
    COUNTRY,
    PROVINCE,
    ZONES,
    after_figure,
    in_brackets_after,
    known_period,
    nearest,
)
from flows.factcheck.text.figures import TIMES
from flows.factcheck.text.grammar import Mark, words


def goes_on(known: Understanding, index: int, previous: Understood) -> bool:
    """Whether a figure belongs to what was said of the one before: `vốn FDI 1,1 tỷ USD với 244 dự án, gồm 67 ...`."""
    reading = known.reading
    between = {t.word for t in reading.tokens[reading.figures[index - 1].last : reading.figures[index].first]}
    return bool(between & words("going_on")) or (not previous.said_sector and bool(between & words("and")))


def sector_at(
    known: Understanding, index: int, key: str, label: Mark | None, previous: Understood | None
) -> tuple[str, bool]:
    """The sector of a figure and whether the text says it: by its words, else by its currency, else both together."""
    reading, figure = known.reading, known.reading.figures[index]
    line = known.release.lines.get(key)
    marks = reading.of("sector")
    after = [m for m in marks if figure.last <= m.first < known.owned[index] and m.target != "total"]
    if figure.unit == TIMES:
        after = []  # `gấp 4,4 lần khối trong nước`: what follows is the other side
    begin = sentence_start(reading, figure.first)
    since = max(begin, known.owned[index - 1] if index and figure.unit != TIMES else begin)
    before = [m for m in marks if since <= m.first and m.last <= figure.first]
    units = line.units if line is not None else {}
    if not line or set(units) == {"total"}:
        return "total", True
    by_unit = [s for s, u in units.items() if known.release.reference.units.by_name[u].dimension == figure.dimension]
    said = [m.target for m in (*after[:1], *reversed(before)) if m.target in units or not units]
    if label is not None and label.first < figure.first:
        said = [
            m.target for m in (*after[:1], *reversed(before)) if m.target in units and m.first >= label.first - 4
        ] or said
    if len(by_unit) == 1:
        return by_unit[0], bool(said)
    if said:
        return said[0], True
    if previous is not None and previous.meaning.sector in units and goes_on(known, index, previous):
        return previous.meaning.sector, False
    return ("total", False) if "total" in units else (by_unit[0] if by_unit else "fdi", False)


def scope_at(known: Understanding, span: tuple[int, int, int], key: str) -> tuple[str, bool, list[str]]:
    """The scope of what stands at tokens `span` (first, last, limit of what may belong to it), whether its sentence
    says it, and what else it may be."""
    reading, default = known.reading, known.setting.scope
    first, last, limit = span
    begin = sentence_start(reading, first)
    own = after_figure(reading, known.scopes, last, limit) or in_brackets_after(reading, known.scopes, first)
    one = own or nearest(known.scopes, first, begin)
    others: list[str] = []
    said = one is not None
    if one is None:
        block = block_start(reading, first)
        earlier = nearest(known.scopes, begin, block)
        value = default
        if earlier is not None and earlier.value not in (default, BLOC):
            opening = earlier.token - sentence_start(reading, earlier.token) < 4
            if earlier.value in (PROVINCE, COUNTRY) or opening:
                value, others = earlier.value, [default]
            else:
                others = [earlier.value]
    else:
        value = one.value
    if value == ZONES:
        value = default
    if value == PROVINCE and _of_zones(known, key) and default not in (BLOC, ""):
        value = default
    return value, said, [other for other in others if other != ZONES and other != value]


def _of_zones(known: Understanding, key: str) -> bool:
    """Whether an indicator counts or measures zones, so that those of a whole province are those of its board."""
    parts = [part for p in known.release.grammar.relations.get(("of", key), ()) if "/" in p for part in p.split("/")]
    return any(set(dimensions_of(known, part)) & {"zone", "area"} for part in (key, *parts))


def period_at(known: Understanding, span: tuple[int, int, int]) -> tuple[str, bool, list[str]]:
    """As `scope_at`: the period."""
    reading, default = known.reading, known.setting.period
    first, last, limit = span
    begin, end = sentence_start(reading, first), sentence_end(reading, first)
    own = (
        in_brackets_after(reading, known.periods, first)
        or after_figure(reading, known.periods, last, limit)
        or next((s for s in known.periods if s.token == last and not s.base), None)
    )
    one = own or nearest(known.periods, first, begin)
    if one is not None:
        return one.value, True, []
    following = [s for s in known.periods if first < s.token < end and not s.base and not s.figure_only]
    if following:
        return following[0].value, len({s.value for s in following}) == 1, [default]
    earlier = nearest(known.periods, begin, block_start(reading, first))
    if earlier is not None and known_period(earlier.value) is None:
        earlier = None  # a month or a quarter of another sentence
    if earlier is not None and earlier.value != default:
        return earlier.value, False, [default]
    return default, False, [earlier.value] if earlier is not None and earlier.value != default else []


def of_year_end(known: Understanding, key: str, period: str) -> str:
    """A rate has no year: what a text says of it in a year is its end."""
    line = known.release.lines.get(key)
    return f"{period}-H2" if line is not None and line.kind == "ratio" and period.isdigit() else period
