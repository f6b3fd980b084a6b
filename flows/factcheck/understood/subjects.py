"""What a figure counts or measures: the words of an indicator near it, and whether they are counted or sized."""

from __future__ import annotations

from itertools import pairwise

from flows.factcheck.labels import (
    Understanding,
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
    NONE,
    RATIO,
    SHARE,
    SUM,
    TARGET,
    UNITS,
    VALUE,
    Understood,
)
from flows.factcheck.text.figures import PERCENT, POINTS, Figure
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import SIGN
from flows.factcheck.understood.kinds import directly_before


def is_part(known: Understanding, index: int, label: int, said_sector: bool) -> bool:
    """Whether a figure is a part of what was named before (`trong đó 15.699 người ...`), with words not understood."""
    if label > EARLIER or said_sector or not index:
        return False
    tokens = known.reading.tokens
    between = tokens[known.reading.figures[index - 1].last : known.reading.figures[index].first]
    pairs = {f"{a.word} {b.word}" for a, b in pairwise(between)} | {t.word for t in between}
    return bool(pairs & words("among"))


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


def written_unit(reading: Reading, figure: Figure, after: int) -> str:
    """The unit as it stands beside a figure, in front of it (`US$`) or after it, its noun included."""
    tokens = reading.tokens
    before = reading.plain.text[tokens[figure.first].start : figure.start].strip()
    rest = reading.plain.text[figure.end : tokens[after - 1].end].strip() if after > figure.first else ""
    return f"{before} {rest}".strip()


def subject_of(
    known: Understanding, index: int, kind: str, previous: Understood | None
) -> tuple[str, int, Mark | None]:
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
        surplus = directly_before(known.reading, "surplus", figure, 2)
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


def is_counted(known: Understanding, index: int, label: int, mark: Mark | None) -> bool:
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


def is_summed(
    known: Understanding, index: int, key: str, label: int, found: list[Understood], sentence: int
) -> tuple[str, bool]:
    """The indicator of a sum: what its parts add up to (`cấp mới`, `điều chỉnh`, `tổng cộng`)."""
    figure = known.reading.figures[index]
    if directly_before(known.reading, "sum", figure, 2) is None:
        return key, False
    parts = [u.meaning.key for u in found if u.sentence == sentence and u.figure.dimension == figure.dimension][-2:]
    for (kind, whole), patterns in known.release.grammar.relations.items():
        if kind == "sum_of" and any(sorted(parts) == sorted(p.split("+")) for p in patterns):
            return whole, True
    return key, True


def area_of(known: Understanding, index: int, key: str, label: int) -> tuple[str, int]:
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
