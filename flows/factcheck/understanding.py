"""What each figure of a text says: its kind, indicator, sector, scope and period, and what else it may mean."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from flows.factcheck.labels import (
    Understanding,
    block_start,
    dimensions_of,
    fits,
    label_of,
    sentence_end,
    sentence_start,
)
from flows.factcheck.meaning import (
    BEFORE,
    BESIDE,
    BOUND,
    DIFFERENCE,
    EARLIER,
    GROWTH,
    NONE,
    NOUN,
    PLAN_SHARE,
    RATIO,
    SHARE,
    SUM,
    TARGET,
    UNITS,
    VALUE,
    Meaning,
    Understood,
)
from flows.factcheck.release import BLOC, Release
from flows.factcheck.setting import (
    COUNTRY,
    OTHER,
    PROVINCE,
    ZONES,
    Setting,
    after_figure,
    in_brackets_after,
    known_period,
    nearest,
)
from flows.factcheck.text.figures import PERCENT, POINTS, TIMES, Figure
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import SIGN


def understand(reading: Reading, release: Release, setting: Setting) -> list[Understood]:
    """Every figure of the running text that says something, in order (tables are read by `tables`)."""
    known = Understanding(reading, release, setting)
    found: list[Understood] = []
    tables = {reading.tokens[f].block for f, last in reading.lines if _is_table(reading, f, last)}
    for index, figure in enumerate(reading.figures):
        if reading.tokens[figure.first].block in tables:
            continue
        one = _understood(known, index, figure, found)
        if one is not None:
            found.append(one)
    return found


def _is_table(reading: Reading, first: int, last: int) -> bool:
    return any(token.raw == "\t" for token in reading.tokens[first:last])


def _goes_on(known: Understanding, index: int, previous: Understood) -> bool:
    """Whether a figure belongs to what was said of the one before: `vốn FDI 1,1 tỷ USD với 244 dự án, gồm 67 ...`."""
    reading = known.reading
    between = {t.word for t in reading.tokens[reading.figures[index - 1].last : reading.figures[index].first]}
    return bool(between & words("going_on")) or (not previous.said_sector and bool(between & words("and")))


def _sector(
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
    if previous is not None and previous.meaning.sector in units and _goes_on(known, index, previous):
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


def _of_year_end(known: Understanding, key: str, period: str) -> str:
    """A rate has no year: what a text says of it in a year is its end."""
    line = known.release.lines.get(key)
    return f"{period}-H2" if line is not None and line.kind == "ratio" and period.isdigit() else period


def _directly_before(reading: Reading, kind: str, figure: Figure, reach: int = 0) -> Mark | None:
    """A turn of phrase that ends right before a figure, its hedge and its currency."""
    first = figure.first
    for hedge in reading.of("hedge"):
        if hedge.last == first:
            first = hedge.first
    found = None
    for mark in reading.of(kind):
        if (
            mark.last <= first
            and first - mark.last <= reach
            and reading.sentence(mark.first) == reading.sentence(first)
        ):
            if any(reading.tokens[i].kind == SIGN for i in range(mark.last, first)):
                continue
            found = mark
    return found


def _kind(known: Understanding, index: int, previous: Understood | None) -> tuple[str, bool]:
    """The kind of a figure, and whether it is a decrease."""
    reading, figure = known.reading, known.reading.figures[index]
    up = _directly_before(reading, "up", figure, 1)
    down = _directly_before(reading, "down", figure, 1)
    moved = down or up
    if moved is not None and moved.first and reading.tokens[moved.first - 1].word in words("adjusted"):
        moved = None  # `vốn điều chỉnh tăng là 43 triệu USD` is how much was added
    negative = bool(down and (not up or up.first < down.first))
    likewise = _directly_before(reading, "likewise", figure, 1) or (
        moved and any(m.last == moved.first for m in reading.of("likewise"))
    )
    if figure.unit == TIMES:
        return (RATIO if figure.first in {f for m in reading.of("ratio") for f in m.figures} else ""), False
    if any(figure.first in m.figures for m in reading.of("count_of_units")):
        return UNITS, False
    if figure.unit == PERCENT:
        moves = moved is not None and not _from(reading, figure)  # `tăng từ 42,3% lên 43,6%` says two rates
        return _percent_kind(known, index, previous, (moves, bool(likewise)), negative)
    if figure.unit == POINTS:
        lower = _compared_just_before(known, figure) and said_lower(reading, figure)
        return DIFFERENCE, negative or lower or _compared_just_after(known, index) < 0
    bound = [m for m in reading.of("indicator") if figure.first in m.figures[:1]]
    consumed = moved is not None and any(m.first <= moved.first < m.last for m in [*bound, *reading.of("indicator")])
    if moved is not None and _from(reading, figure):
        return VALUE, False  # `tăng từ 6.480 lên 6.882`
    if moved is not None and not consumed and reading.tokens[moved.first].word not in words("more"):
        return DIFFERENCE, negative
    if likewise and moved is not None:
        return DIFFERENCE, negative
    if _directly_before(reading, "surplus", figure, 2) is not None:
        return DIFFERENCE, False
    if _compared_just_before(known, figure) or _board_just_before(known, figure):
        return DIFFERENCE, said_lower(reading, figure)
    after = _compared_just_after(known, index)
    if after:
        return DIFFERENCE, after < 0
    if _is_target(reading, figure):
        return TARGET, False
    return VALUE, False


def _from(reading: Reading, figure: Figure) -> bool:
    return figure.first > 0 and reading.tokens[figure.first - 1].word in words("from")


def said_lower(reading: Reading, figure: Figure) -> bool:
    """Whether the last word of comparing before a figure says that it is lower."""
    said = [m for m in reading.of("comparing") if m.first < figure.first and reading.tokens[m.first].word != "so"]
    if not said:
        return False
    around = reading.tokens[max(0, said[-1].first - 1) : said[-1].last]  # `thấp hơn`, of which `hơn` is one by itself
    return bool({token.word for token in around} & words("lower"))


def _compared_just_before(known: Understanding, figure: Figure) -> bool:
    """`nhiều hơn cùng thời điểm năm trước 10 khu`, `cao hơn nửa đầu năm (207) 73 dự án`."""
    reading = known.reading
    at = figure.first - 1
    if at > 2 and reading.tokens[at].word in words("being"):
        at -= 1
    if at > 2 and reading.tokens[at].raw == ")" and reading.taken.get(at - 1, "").endswith("n"):
        while at > 0 and reading.tokens[at].raw != "(":
            at -= 1
        at -= 1
    said = [one for one in known.periods if one.base and one.last == at + 1]
    if not said:
        return False
    ends = {m.last for m in reading.of("comparing") if reading.tokens[m.first].word != "so"}
    return said[0].token in ends or said[0].token - 1 in ends


def _compared_just_after(known: Understanding, index: int) -> int:
    """-1 where a figure is said to be that much lower, 1 higher, 0 neither: `1.9 points lower than in mid-2024`."""
    reading, after = known.reading, known.nouns[index][1]
    for mark in reading.of("comparing"):
        if mark.first == after and mark.last - mark.first > 1 and reading.tokens[after].word not in words("against"):
            return -1 if reading.tokens[after].word in words("lower") else 1
    return 0


def _percent_kind(
    known: Understanding, index: int, previous: Understood | None, said: tuple[bool, bool], negative: bool
) -> tuple[str, bool]:
    reading, figure = known.reading, known.reading.figures[index]
    moved, likewise = said
    if any(figure.first in m.figures for m in reading.of("plan")):
        return PLAN_SHARE, False
    if _is_target(reading, figure):
        return TARGET, False
    key, label, mark = label_of(known, index)
    sign = reading.tokens[figure.first - 1].raw if figure.first else ""
    minus = sign == "-"
    opening = reading.tokens[figure.first - 1 - minus].raw == "(" if figure.first > 1 else False
    compared, after = _compared_just_before(known, figure), _compared_just_after(known, index)
    if after:
        return GROWTH, after < 0
    if sign == "+" or compared or _is_level(known, figure, key):
        return GROWTH, compared and said_lower(reading, figure)
    if (likewise or opening) and previous is not None and previous.kind in (DIFFERENCE, GROWTH):
        return GROWTH, negative or previous.negative or minus
    if moved:
        return GROWTH, negative
    if _directly_before(reading, "share", figure, 2) or any(figure.first in m.figures for m in reading.of("share")):
        return SHARE, False
    if key and label >= EARLIER and mark is not None:
        between = [m for m in reading.of("indicator") if mark.last <= m.first and m.last <= figure.first]
        if not between:
            return VALUE, False
    return SHARE, False


def _is_level(known: Understanding, figure: Figure, key: str) -> bool:
    """Whether a figure says how much of last year's was reached: `bằng 110,2% so với cùng kỳ`."""
    line = known.release.lines.get(key)
    if figure.unit != PERCENT or (line is not None and line.kind == "ratio"):
        return False
    after = {m.last for m in known.reading.of("comparing") if m.first == figure.last}
    based = any(one.base and one.token in after for one in known.periods)
    said = _directly_before(known.reading, "likewise", figure)
    reached = figure.first > 0 and known.reading.tokens[figure.first - 1].word in words("reached")
    return based and (said is not None or reached)


def _board_just_before(known: Understanding, figure: Figure) -> str:
    """The board that a difference is counted from: `thấp hơn Hà Nam 12 dự án`; "" for none."""
    lower = {m.last for m in known.reading.of("comparing")}
    boards = known.release.reference.boards.slugs
    return next(
        (s.value for s in known.scopes if s.last == figure.first and s.token in lower and s.value in boards), ""
    )


def _is_target(reading: Reading, figure: Figure) -> bool:
    """Whether a figure is what is aimed at: after a word of aims in its sentence, or under a heading with one."""
    plans = {m.first for m in reading.of("plan")}
    aims = [
        m
        for m in reading.of("target")
        if not any(p.first <= m.first < p.last for p in (*reading.of("plan"), *reading.of("scope")))
    ]
    begin = sentence_start(reading, figure.first)
    since = begin
    for token in range(begin, figure.first):
        if reading.tokens[token].raw == ";":
            since = token
    hoped = [m.first for m in aims if since <= m.first < figure.first and m.target != "plan"]
    if hoped and not {reading.tokens[t].word for t in range(hoped[-1], figure.first)} & words("achieved"):
        return True
    if any(since <= m.first < figure.first and m.first not in plans for m in aims):
        said = {reading.tokens[t].word for t in range(since, figure.first)}
        planned = any(m.target == "plan" for m in aims if since <= m.first < figure.first)
        achieved = bool(said & words("achieved")) or (planned and bool(said & words("reached")))
        return not achieved
    heading = _heading(reading, figure.first)
    done = {reading.tokens[t].word for t in range(since, figure.first)} & words("achieved")
    return any(heading[0] <= m.first < heading[1] for m in aims) if heading and not done else False


def _heading(reading: Reading, token: int) -> tuple[int, int] | None:
    """The last short line before a token that ends without a full stop and has no figure: the heading it is under."""
    block = reading.tokens[token].block
    for first, last in reversed(reading.lines[:block]):
        if last - first < 2:
            continue
        ends = reading.tokens[last - 1].raw
        if last - first < 25 and ends not in (".", ",", ";", ":") and first > 0:
            return first, last
    return None


def _understood(known: Understanding, index: int, figure: Figure, found: list[Understood]) -> Understood | None:
    reading = known.reading
    sentence = reading.sentence(figure.first)
    previous = found[-1] if found and found[-1].sentence == sentence else None
    kind, negative = _kind(known, index, previous)
    if not kind:
        return None
    key, label, mark = _subject(known, index, kind, previous)
    if label <= BEFORE and found and kind in (GROWTH, DIFFERENCE) and _says_this(known, figure):
        previous = found[-1]
        key, label = previous.meaning.key, EARLIER
    noun, after = known.nouns[index]
    if not figure.dimension and kind in (VALUE, DIFFERENCE, TARGET) and not _counted(known, index, label, mark):
        return None
    key, after_sum = _summed(known, index, key, label, found, sentence)
    if figure.dimension == "area" and label < BESIDE:
        key, label = _area(known, index, key, label)
    sector, said_sector = _sector(known, index, key, mark, previous)
    limit = reading.figures[index + 1].first if index + 1 < len(reading.figures) else len(reading.tokens)
    span = (figure.first, after, limit)
    scope, said_scope, scopes = scope_at(known, span, key)
    period, said_period, periods = period_at(known, span)
    if scope == OTHER and not said_sector:
        sector = "total"  # of one project or several boards the text does not say it
    if kind in (GROWTH, DIFFERENCE, RATIO, SHARE, PLAN_SHARE) and previous is not None and label <= EARLIER:
        sector, said_sector = (previous.meaning.sector, True) if not said_sector else (sector, said_sector)
    meaning = Meaning(key, sector, scope, _of_year_end(known, key, period))
    others = [replace(meaning, scope=other) for other in scopes]
    others += [replace(meaning, period=_of_year_end(known, key, other)) for other in periods if other]
    others += _before_now(known, index, meaning)
    others += _other_sectors(known, meaning, said_sector, previous, mark)
    general = mark is not None and mark.kind == "noun"
    others += [replace(meaning, key=other) for other in _other_keys(known, key, NOUN if general else label)]
    if kind in (GROWTH, DIFFERENCE, RATIO, SHARE) and label <= EARLIER:
        others += [
            u.meaning for u in reversed(found) if u.sentence == sentence and u.meaning.key and u.meaning != meaning
        ]
    if kind == GROWTH and _is_level(known, figure, key):
        figure = replace(figure, value=figure.value - 100)
    base = _board_just_before(known, figure) or next(
        (s.value for s in known.periods if s.base and reading.sentence(s.token) == sentence and s.value != period), ""
    )
    return Understood(
        figure, kind, meaning, label, tuple(dict.fromkeys(others)), base, negative, noun, after_sum, sentence,
        reading.tokens[figure.first].block, said_sector, said_scope, said_period,
        _written_unit(reading, figure, after), _is_part(known, index, label, said_sector),
    )  # fmt: skip


def _is_part(known: Understanding, index: int, label: int, said_sector: bool) -> bool:
    """Whether a figure is a part of what was named before (`trong đó 15.699 người ...`), with words not understood."""
    if label > EARLIER or said_sector or not index:
        return False
    tokens = known.reading.tokens
    between = tokens[known.reading.figures[index - 1].last : known.reading.figures[index].first]
    pairs = {f"{a.word} {b.word}" for a, b in pairwise(between)} | {t.word for t in between}
    return bool(pairs & words("among"))


def _says_this(known: Understanding, figure: Figure) -> bool:
    """Whether a sentence begins with the figure before it: `Số tiền này tăng 17%`."""
    begin = sentence_start(known.reading, figure.first)
    first = [token.word for token in known.reading.tokens[begin : begin + 3]]
    return bool({" ".join(first[:2]), " ".join(first)} & words("this"))


def _out_of(known: Understanding, index: int, previous: Understood | None) -> str:
    """The indicator of the second figure of `109 of 201`, `8/13 khu`: what the first is a part of."""
    figure = known.reading.figures[index]
    if previous is None or previous.kind != VALUE:
        return ""
    between = known.reading.tokens[known.reading.figures[index - 1].last : figure.first]
    if " ".join(token.word for token in between) not in words("out_of"):
        return ""
    wholes = known.release.grammar.relations.get(("of", previous.meaning.key), ())
    return next((w for w in wholes if w in known.release.lines and fits(known, w, figure, known.nouns[index][0])), "")


def _sector_of(known: Understanding, index: int) -> bool:
    """Whether a figure is told by its sector alone: `27 projects: 21 foreign and 6 local`."""
    figure = known.reading.figures[index]
    return any(figure.last <= m.first <= figure.last + 1 and m.target != "total" for m in known.reading.of("sector"))


def _written_unit(reading: Reading, figure: Figure, after: int) -> str:
    """The unit as it stands beside a figure, in front of it (`US$`) or after it, its noun included."""
    tokens = reading.tokens
    before = reading.plain.text[tokens[figure.first].start : figure.start].strip()
    rest = reading.plain.text[figure.end : tokens[after - 1].end].strip() if after > figure.first else ""
    return f"{before} {rest}".strip()


def _subject(known: Understanding, index: int, kind: str, previous: Understood | None) -> tuple[str, int, Mark | None]:
    """The indicator of a figure; of a growth, share or ratio that of what is said to grow."""
    if kind == UNITS:
        return "", BOUND, None
    if kind == VALUE:
        key, label, mark = label_of(known, index)
        whole = _out_of(known, index, previous) if label < BOUND else ""
        if whole:
            return whole, BOUND, mark
        same = previous is not None and previous.figure.dimension == known.reading.figures[index].dimension
        general = mark is None or mark.kind == "noun"
        if (
            previous is not None
            and same
            and general
            and not known.nouns[index][0]
            and (not key or _sector_of(known, index))
        ):
            return previous.meaning.key, EARLIER, None  # `mới cấp được 227 dự án thì cùng kỳ là 207`
        return key, label, mark
    if kind in (TARGET, SUM):
        return (
            label_of(known, index)
            if kind != TARGET
            else label_of(known, index, percent=known.reading.figures[index].unit == PERCENT)
        )
    figure = known.reading.figures[index]
    if kind == DIFFERENCE:
        surplus = _directly_before(known.reading, "surplus", figure, 2)
        if surplus is not None:
            return "surplus", BOUND, surplus
        if figure.dimension in (POINTS,):
            key, label, mark = label_of(known, index)
            return (key, label, mark) if key else label_of(known, index, percent=True)
        key, label, mark = label_of(known, index)
        if key and label >= EARLIER:
            return key, label, mark
    if kind == SHARE:
        key, label, mark = label_of(known, index)
        if label == BOUND and mark is not None:
            return key, label, mark
        key, label, mark = label_of(known, index, percent=True)
        if label == BOUND:
            return key, label, mark
    key, label, mark = label_of(known, index, percent=True)
    begin = known.owned[index - 1] if index else 0
    if kind == RATIO and previous is not None and previous.meaning.key:
        return previous.meaning.key, EARLIER, mark  # what stands after it is the other side
    if mark is not None and mark.first >= begin:
        return key, label, mark
    if previous is not None and previous.meaning.key:
        return previous.meaning.key, EARLIER, mark
    return key, label, mark


def _counted(known: Understanding, index: int, label: int, mark: Mark | None) -> bool:
    """Whether a bare number is a figure: it counts a known noun, is bound by a phrase, or stands by its label."""
    reading, figure = known.reading, known.reading.figures[index]
    noun, _ = known.nouns[index]
    if label == BOUND:
        return True
    if noun:
        return label > NONE
    after = known.nouns[index][1]
    following = reading.tokens[after] if after < len(reading.tokens) else None
    begins = {m.first for kind in ("sector", "period", "scope", "indicator", "noun") for m in reading.of(kind)}
    known_word = (
        following is None
        or following.kind == SIGN
        or following.word in words("connecting") | words("break")
        or figure.last in begins
    )
    sector = any(figure.last <= m.first < known.owned[index] for m in reading.of("sector"))
    return (
        (label >= EARLIER or (label == BEFORE and sector))
        and known_word
        and not (mark is not None and following is not None and following.raw == "\t")
    )


def _summed(
    known: Understanding, index: int, key: str, label: int, found: list[Understood], sentence: int
) -> tuple[str, bool]:
    """The indicator of a sum: what its parts add up to (`cấp mới`, `điều chỉnh`, `tổng cộng`)."""
    figure = known.reading.figures[index]
    if _directly_before(known.reading, "sum", figure, 2) is None:
        return key, False
    parts = [u.meaning.key for u in found if u.sentence == sentence and u.figure.dimension == figure.dimension][-2:]
    for (kind, whole), patterns in known.release.grammar.relations.items():
        if kind == "sum_of" and any(sorted(parts) == sorted(p.split("+")) for p in patterns):
            return whole, True
    return key, True


def _area(known: Understanding, index: int, key: str, label: int) -> tuple[str, int]:
    """The area of the zones named before it: `99 khu đang hoạt động với 23.055,4 ha`."""
    reading, figure = known.reading, known.reading.figures[index]
    begin = sentence_start(reading, figure.first)
    named = sorted((*reading.of("indicator"), *reading.of("noun")), key=lambda m: m.first)
    marks = [m for m in named if begin <= m.first < figure.first]
    later = [m for m in reading.of("indicator") if figure.last <= m.first < sentence_end(reading, figure.first)]
    for mark in [*reversed(marks), *later[:1]]:
        if fits(known, mark.target, figure, ""):
            return mark.target, max(label, EARLIER)
        for area in known.release.grammar.relations.get(("area_of", mark.target), ()):
            return area, BESIDE
    return key, label


def _before_now(known: Understanding, index: int, meaning: Meaning) -> list[Meaning]:
    """Of `từ 51% lên 52%` the first may be of the year or the half-year before."""
    period = known_period(meaning.period)
    figures, tokens = known.reading.figures, known.reading.tokens
    if period is None or not _from(known.reading, figures[index]) or index + 1 == len(figures):
        return []
    between = {t.word for t in tokens[figures[index].last : figures[index + 1].first]}
    if not between & words("lifting"):
        return []
    return [replace(meaning, period=str(p)) for p in (period.same_last_year, period.previous)]


def _other_sectors(
    known: Understanding, meaning: Meaning, said: bool, previous: Understood | None, mark: Mark | None
) -> list[Meaning]:
    line = known.release.lines.get(meaning.key)
    if said or line is None or len(set(line.units.values())) > 1 or len(line.units) < 2:
        return []
    topic = previous.meaning.sector if previous is not None else ""
    return [replace(meaning, sector=s) for s in (topic, "total") if s in line.units and s != meaning.sector]


def _other_keys(known: Understanding, key: str, label: int) -> list[str]:
    """What a general word may mean as well, where nothing before the figure says which."""
    if label > EARLIER or not key:
        return []
    relations = known.release.grammar.relations
    pairs = [(a, b) for (kind, a), bs in relations.items() if kind == "cumulative_of" for b in bs]
    parts = [
        p for (kind, whole), ps in relations.items() if kind == "sum_of" and whole == key for p in ps[0].split("+")
    ]
    return [b for a, b in pairs if a == key] + [a for a, b in pairs if b == key] + parts
