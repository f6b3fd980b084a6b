"""Which indicator a figure is said to be of: bound by a phrase, beside it, named before it, or told by its noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flows.factcheck.meaning import BEFORE, BESIDE, BOUND, EARLIER, NONE, NOUN
from flows.factcheck.release import Release
from flows.factcheck.setting import Said, Setting, said_periods, said_scopes
from flows.factcheck.text.figures import PERCENT, POINTS, Figure
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import SIGN, WORD
from schemas.facts.units import MONEY

_LEAD = 6  # tokens from a small word to the sector it leads to


@dataclass(eq=False)
class Understanding:
    """What is known of a text while its figures are understood one after another."""

    reading: Reading
    release: Release
    setting: Setting
    scopes: list[Said] = field(default_factory=list)
    periods: list[Said] = field(default_factory=list)
    nouns: list[tuple[str, int]] = field(default_factory=list)  # of each figure: the noun it counts, the token after it
    owned: list[int] = field(default_factory=list)  # of each figure: the token after what belongs to it

    def __post_init__(self) -> None:
        self.scopes = said_scopes(self.reading)
        self.periods = said_periods(self.reading, self.setting)
        for index, figure in enumerate(self.reading.figures):
            self.nouns.append(_noun(self, figure))
            self.owned.append(_owned(self, index))


def sentence_start(reading: Reading, token: int) -> int:
    number = reading.sentence(token)
    while token > 0 and reading.sentence(token - 1) == number:
        token -= 1
    return token


def sentence_end(reading: Reading, token: int) -> int:
    number = reading.sentence(token)
    while token < len(reading.tokens) and reading.sentence(token) == number:
        token += 1
    return token


def _noun(known: Understanding, figure: Figure) -> tuple[str, int]:
    """The unit a figure counts by the noun after it (`dự án`, `vụ`, `người`), and the token after the noun."""
    reading, units = known.reading, known.release.reference.units
    if figure.dimension and figure.dimension != "money":
        return "", figure.last
    tokens = reading.tokens
    for length in (3, 2, 1):
        following = tokens[figure.last : figure.last + length]
        if len(following) < length or any(t.kind != WORD for t in following):
            continue
        named = units.named(reading.plain.text[following[0].start : following[-1].end])
        counted = [unit for unit in named if unit.dimension not in (*MONEY, "area", "ratio", "point")]
        if counted:
            # `68 trường hợp` counts whatever was named before.
            general = " ".join(t.word for t in following) in words("classifier")
            return "" if general else counted[0].dimension, figure.last + length
    for mark in reading.of("noun"):
        if mark.first == figure.last:
            line = known.release.lines.get(mark.target)
            if line and not set(dimensions_of(known, mark.target)) & {*MONEY, "area"}:
                return dimensions_of(known, mark.target)[0], mark.last
    return "", figure.last


def dimensions_of(known: Understanding, key: str) -> tuple[str, ...]:
    """The dimensions of an indicator's units; of what is no line of the form those of the lines it is made of."""
    line = known.release.lines.get(key)
    if line is not None:
        return tuple(dict.fromkeys(known.release.reference.units.by_name[u].dimension for u in line.units.values()))
    for kind in ("minus", "sum_of"):
        for pattern in known.release.grammar.relations.get((kind, key), ()):
            return dimensions_of(known, pattern.replace("-", "+").split("+")[0])
    return ()


def _owned(known: Understanding, index: int) -> int:
    """The token after what a figure and its noun own: `31 dự án có vốn đầu tư nước ngoài` up to `và`."""
    reading = known.reading
    at = known.nouns[index][1]
    following = reading.figures[index + 1].first if index + 1 < len(reading.figures) else len(reading.tokens)
    while at < following:
        token = reading.tokens[at]
        sector = next((m for m in reading.of("sector") if m.first == at), None)
        if sector is not None and sector.last <= following:
            at = sector.last
        elif (token.kind == SIGN and token.raw not in '"-') or (token.kind == WORD and token.word in words("break")):
            apart = token.raw == "," and at + 1 < following and reading.tokens[at + 1].word in words("belonging")
            leads_to = _sector_after(reading, at + apart, following)
            if not leads_to:
                break
            at = leads_to
        else:
            at += 1
    return at


def _sector_after(reading: Reading, at: int, limit: int) -> int:
    """The token after the sector that a small word leads to (`người làm trong doanh nghiệp FDI`); 0 for none."""
    if reading.tokens[at].word not in words("leading"):
        return 0
    for mark in reading.of("sector"):
        if at < mark.first <= min(at + _LEAD, limit) and mark.last <= limit and mark.target != "total":
            between = reading.tokens[at + 1 : mark.first]
            if all(t.kind == WORD and t.word not in words("break") - words("leading") for t in between):
                return mark.last
    return 0


def fits(known: Understanding, key: str, figure: Figure, noun: str) -> bool:
    """Whether a figure with this unit may be one of an indicator."""
    dimensions = dimensions_of(known, key)
    if figure.dimension == "money":
        return bool(set(MONEY) & set(dimensions))
    if figure.dimension in (PERCENT, POINTS):
        return "ratio" in dimensions and known.release.lines[key].kind == "ratio"
    if figure.dimension == "ratio":
        return "ratio" in dimensions
    if figure.dimension:
        return figure.dimension in dimensions
    if noun:
        return noun in dimensions or (noun == "adjustment" and "project" in dimensions)
    return not set(dimensions) & {*MONEY, "area", "ratio", "point"}


def _bound(
    known: Understanding, figure: Figure, may_be: Callable[[str], bool], percent: bool
) -> tuple[str, Mark] | None:
    """The indicator of the phrase that a figure is part of: its second figure is what the first is of."""
    marks = known.reading.of("indicator")
    for mark in marks:
        if figure.first in mark.figures[1:]:
            for whole in known.release.grammar.relations.get(("of", mark.target), ()):
                if may_be(whole):
                    return whole, mark
    bound = [
        m for m in marks
        if figure.first in m.figures[:1] and may_be(m.target) and not (percent and m.last - m.first < 3)
    ]  # fmt: skip
    # A longer name that ends at the figure says more: `vốn cấp mới và tăng thêm {n}`.
    wider = [
        m for m in marks
        if m.last == figure.first and may_be(m.target) and any(m.first < b.first < m.last for b in bound)
    ]  # fmt: skip
    if wider:
        return wider[0].target, wider[0]
    if not bound:
        return None
    best = max(bound, key=lambda m: (m.weight, m.first < figure.first, m.last - m.first))
    # So does one that begins after it: `{n} vốn đăng ký mới`.
    longer = [m for m in marks if m.first == figure.last and not m.figures and m.last > best.last and may_be(m.target)]
    if longer and best.first == figure.first:
        return longer[0].target, longer[0]
    return best.target, best


def label_of(known: Understanding, index: int, *, percent: bool = False) -> tuple[str, int, Mark | None]:
    """The indicator a figure is said to be of, how it was found, and where it stands."""
    reading = known.reading
    figure, (noun, after) = reading.figures[index], known.nouns[index]

    def may_be(key: str) -> bool:
        return percent or fits(known, key, figure, noun)

    bound = _bound(known, figure, may_be, percent)
    if bound is not None:
        return bound[0], BOUND, bound[1]
    beside = [
        m
        for m in reading.of("indicator")
        if figure.last <= m.first <= after and m.first < known.owned[index] + 1 and not m.figures and may_be(m.target)
    ]
    begin = sentence_start(reading, figure.first)
    since = max(begin, known.owned[index - 1] if index else begin)
    labels = sorted((*reading.of("indicator"), *_free_nouns(known)), key=lambda m: m.first)
    before = [m for m in labels if since <= m.first and m.last <= figure.first and may_be(m.target)]
    if before and not (beside and not noun and before[-1].kind == "noun"):
        return _in_context(known, before[-1], figure), BESIDE, before[-1]
    if beside:
        return beside[0].target, BESIDE, beside[0]
    earlier = [m for m in labels if begin <= m.first and m.last <= figure.first and may_be(m.target)]
    if earlier:
        return _in_context(known, earlier[-1], figure), EARLIER, earlier[-1]
    own = [m for m in reading.of("noun") if m.first == figure.last and may_be(m.target)]
    if own:
        return _in_context(known, own[0], figure), NOUN, own[0]
    later = [m for m in labels if figure.last <= m.first < _clause_end(reading, figure.last) and may_be(m.target)]
    if later and not percent:
        return later[0].target, NOUN, later[0]
    block = block_start(reading, figure.first)
    if (
        block == begin
        and " ".join(t.word for t in reading.tokens[begin : begin + 2]) in words("pointing_back")
        and block > 1
    ):
        block = block_start(reading, max(0, _last_line_before(reading, block)))
    paragraph = [m for m in labels if block <= m.first and m.last <= figure.first and may_be(m.target)]
    if paragraph:
        return _in_context(known, paragraph[-1], figure), BEFORE, paragraph[-1]
    return "", NONE, None


def _last_line_before(reading: Reading, token: int) -> int:
    """The last token of the line before that has any."""
    at = token - 1
    while at > 0 and reading.tokens[at].raw == "\n":
        at -= 1
    return at


def _free_nouns(known: Understanding) -> Iterable[Mark]:
    """The general words (`vốn`, `dự án`) that are not the noun of a figure."""
    counted = {figure.last for figure in known.reading.figures}
    return (m for m in known.reading.of("noun") if m.first not in counted)


def _clause_end(reading: Reading, token: int) -> int:
    end = token
    while end < len(reading.tokens) and reading.tokens[end].raw not in (",", ";", ".", ":", "\n", "(", ")"):
        if reading.taken.get(end) == "n":
            break
        end += 1
    return end


def block_start(reading: Reading, token: int) -> int:
    block = reading.tokens[token].block
    while token > 0 and reading.tokens[token - 1].block == block:
        token -= 1
    return token


def _in_context(known: Understanding, mark: Mark, figure: Figure) -> str:
    """What a general word means where it stands: `vốn` after `lũy kế` is capital that is valid."""
    if mark.kind != "noun":
        return mark.target
    reading = known.reading
    begin, end = sentence_start(reading, figure.first), sentence_end(reading, figure.first)
    if any(begin <= m.first < end for m in reading.of("cumulative")):
        for other in known.release.grammar.relations.get(("cumulative_of", mark.target), ()):
            return other
    return mark.target
