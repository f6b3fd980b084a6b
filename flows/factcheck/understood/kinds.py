"""What kind of figure it is: a value, a change, a share, a target, or none that is held against anything."""

from __future__ import annotations

from flows.factcheck.labels import (
    Understanding,
    label_of,
    sentence_start,
)
from flows.factcheck.meaning import (
    DIFFERENCE,
    EARLIER,
    GROWTH,
    PLAN_SHARE,
    RATIO,
    SHARE,
    TARGET,
    UNITS,
    VALUE,
    Understood,
)
from flows.factcheck.text.figures import PERCENT, POINTS, TIMES, Figure
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import SIGN


def directly_before(reading: Reading, kind: str, figure: Figure, reach: int = 0) -> Mark | None:
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


def kind_of(known: Understanding, index: int, previous: Understood | None) -> tuple[str, bool]:
    """The kind of a figure, and whether it is a decrease."""
    reading, figure = known.reading, known.reading.figures[index]
    up = directly_before(reading, "up", figure, 1)
    down = directly_before(reading, "down", figure, 1)
    moved = down or up
    if moved is not None and moved.first and reading.tokens[moved.first - 1].word in words("adjusted"):
        moved = None  # `vốn điều chỉnh tăng là 43 triệu USD` is how much was added
    negative = bool(down and (not up or up.first < down.first))
    likewise = directly_before(reading, "likewise", figure, 1) or (
        moved and any(m.last == moved.first for m in reading.of("likewise"))
    )
    if figure.unit == TIMES:
        return (RATIO if figure.first in {f for m in reading.of("ratio") for f in m.figures} else ""), False
    if any(figure.first in m.figures for m in reading.of("count_of_units")):
        return UNITS, False
    if figure.unit == PERCENT:
        moves = moved is not None and not counted_from(reading, figure)  # `tăng từ 42,3% lên 43,6%` says two rates
        return _percent_kind(known, index, previous, (moves, bool(likewise)), negative)
    if figure.unit == POINTS:
        lower = _compared_just_before(known, figure) and said_lower(reading, figure)
        return DIFFERENCE, negative or lower or _compared_just_after(known, index) < 0
    bound = [m for m in reading.of("indicator") if figure.first in m.figures[:1]]
    consumed = moved is not None and any(m.first <= moved.first < m.last for m in [*bound, *reading.of("indicator")])
    if moved is not None and counted_from(reading, figure):
        return VALUE, False  # `tăng từ 6.480 lên 6.882`
    if moved is not None and not consumed and reading.tokens[moved.first].word not in words("more"):
        return DIFFERENCE, negative
    if likewise and moved is not None:
        return DIFFERENCE, negative
    if directly_before(reading, "surplus", figure, 2) is not None:
        return DIFFERENCE, False
    if _compared_just_before(known, figure) or board_just_before(known, figure):
        return DIFFERENCE, said_lower(reading, figure)
    after = _compared_just_after(known, index)
    if after:
        return DIFFERENCE, after < 0
    if _is_target(reading, figure):
        return TARGET, False
    return VALUE, False


def counted_from(reading: Reading, figure: Figure) -> bool:
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
    if sign == "+" or compared or is_level(known, figure, key):
        return GROWTH, compared and said_lower(reading, figure)
    if (likewise or opening) and previous is not None and previous.kind in (DIFFERENCE, GROWTH):
        return GROWTH, negative or previous.negative or minus
    if moved:
        return GROWTH, negative
    if directly_before(reading, "share", figure, 2) or any(figure.first in m.figures for m in reading.of("share")):
        return SHARE, False
    if key and label >= EARLIER and mark is not None:
        between = [m for m in reading.of("indicator") if mark.last <= m.first and m.last <= figure.first]
        if not between:
            return VALUE, False
    return SHARE, False


def is_level(known: Understanding, figure: Figure, key: str) -> bool:
    """Whether a figure says how much of last year's was reached: `bằng 110,2% so với cùng kỳ`."""
    line = known.release.lines.get(key)
    if figure.unit != PERCENT or (line is not None and line.kind == "ratio"):
        return False
    after = {m.last for m in known.reading.of("comparing") if m.first == figure.last}
    based = any(one.base and one.token in after for one in known.periods)
    said = directly_before(known.reading, "likewise", figure)
    reached = figure.first > 0 and known.reading.tokens[figure.first - 1].word in words("reached")
    return based and (said is not None or reached)


def board_just_before(known: Understanding, figure: Figure) -> str:
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
