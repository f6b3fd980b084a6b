"""The text's own arithmetic: what adds up in a sentence, a table or the whole text, whatever the release knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.factcheck.claim import AGAINST, AGREES, AMBIGUOUS, NOT_HERE, OTHER_SCOPE, ROUNDED, WRONG_SUM, Claim
from flows.factcheck.meaning import BOUND, SUM, TARGET, VALUE, Understood
from flows.factcheck.release import Release
from flows.factcheck.text.grammar import words
from flows.factcheck.text.reading import Reading
from flows.factcheck.verdicts.comparing import in_form_unit

_UNSURE = frozenset({NOT_HERE, OTHER_SCOPE, AGREES, ROUNDED, AMBIGUOUS})
_MOST_PARTS = 8

Judged = tuple[Understood, Claim]


def check_sums(
    reading: Reading, release: Release, judged: Sequence[Judged], tables: Sequence[Sequence[Sequence[Judged]]]
) -> dict[int, Claim]:
    """Claims that the text's own figures speak against, by the start of the figure."""
    wrong: dict[int, Claim] = {}
    everything = [*judged, *(pair for table in tables for row in table for pair in row)]
    for parts, whole in (
        *_sectors(everything),
        *_said_sums(reading, judged),
        *_made_of(reading, judged),
        *_lifted(reading, judged),
        *_columns(tables),
    ):
        claim = _mismatch(release, parts, whole)
        if claim is not None:
            wrong.setdefault(claim.start, claim)
    return wrong


def _size(release: Release, one: Understood) -> float:
    return in_form_unit(release, one.meaning, one.figure, one.figure.value)


def _mismatch(release: Release, parts: Sequence[Judged], whole: Judged) -> Claim | None:
    """The claim to speak of where parts do not make a whole: the part or the whole that the release does not bear out.

    None when they do within what they are rounded to, or when one of them is already spoken against.
    """
    if any(one.figure.hedge for one, _ in (*parts, whole)):
        return None
    if any(claim.verdict in AGAINST for _, claim in (*parts, whole)):
        return None
    if all(claim.verdict in (AGREES, ROUNDED) for _, claim in (*parts, whole)):
        return None  # each is ours: what they lack of each other is how the boards rounded
    steps = [in_form_unit(release, one.meaning, one.figure, one.figure.step) for one, _ in (*parts, whole)]
    count = all(not one.figure.dimension for one, _ in parts)
    total = sum(_size(release, one) for one, _ in parts)
    allowed = 0.0 if count and max(steps) == 1 else sum(steps) / 2 + 1e-9
    if abs(total - _size(release, whole[0])) <= allowed + 1e-9 * abs(total):
        return None
    doubted = whole if whole[1].verdict not in (AGREES, ROUNDED) else None
    if doubted is None:
        doubted = next((pair for pair in reversed(parts) if pair[1].verdict not in (AGREES, ROUNDED)), parts[-1])
    _, claim = doubted
    facts = {**claim.facts, "parts": tuple(c.token for _, c in parts), "whole": whole[1].token, "sum": total}
    ours = total if doubted is whole else None
    return replace(
        claim, verdict=WRONG_SUM, why="sum", facts=facts,
        ours=ours if claim.ours is None else claim.ours, ours_unit=claim.ours_unit or (claim.unit if ours else ""),
    )  # fmt: skip


def _sectors(judged: Sequence[Judged]) -> list[tuple[list[Judged], Judged]]:
    """FDI and DDI against both together, of one indicator, scope and period, anywhere in the text."""
    groups: dict[tuple[str, str, str], dict[str, list[Judged]]] = {}
    for one, claim in judged:
        if one.kind != VALUE or claim.verdict == AMBIGUOUS:
            continue
        meaning = claim.meaning
        if not meaning.key or meaning.scope == "other":
            continue
        group = groups.setdefault((meaning.key, meaning.scope, meaning.period), {})
        group.setdefault(meaning.sector, []).append((one, claim))
    found = []
    for group in groups.values():
        if not {"fdi", "ddi", "total"} <= set(group) or not all(_alike(group[s]) for s in ("fdi", "ddi")):
            continue
        fdi, ddi = group["fdi"][0], group["ddi"][0]
        if fdi[0].figure.dimension != ddi[0].figure.dimension:
            continue
        found += [([fdi, ddi], whole) for whole in group["total"]]
    return found


def _alike(group: Sequence[Judged]) -> bool:
    return len({one.figure.value for one, _ in group}) == 1


def _said_sums(reading: Reading, judged: Sequence[Judged]) -> list[tuple[list[Judged], Judged]]:
    """`A, B, tổng cộng C`: the figures right before, of the same unit; any number of them that adds up is right."""
    found = []
    for index, (one, claim) in enumerate(judged):
        if not (one.after_sum or one.kind == SUM) or one.kind == TARGET:
            continue
        before = [
            pair for pair in judged[:index]
            if pair[0].figure.dimension == one.figure.dimension and pair[0].kind == VALUE
            and one.block == pair[0].block and _counts_alike(pair[0], one)
        ][-_MOST_PARTS:]  # fmt: skip
        sums = [
            sum(float(p.figure.value) for p, _ in before[-count:]) for count in range(2, len(before) + 1)
        ]  # fmt: skip
        mine = float(one.figure.value)
        if not sums or any(
            abs(total - mine) <= float(one.figure.step) * (1 + count / 2) for count, total in enumerate(sums)
        ):
            continue
        same = [pair for pair in before if pair[0].sentence == one.sentence]
        parts = _nearest(same, mine) if len(same) >= 2 else before
        if len(same) < 2:
            last = before[-1][0].sentence
            parts = [pair for pair in before if pair[0].sentence == last]
        if len(parts) >= 2:
            found.append((parts, (one, claim)))
    return found


def _counts_alike(part: Understood, whole: Understood) -> bool:
    """Whether both count the same; in a list only the first may say what: `374 giấy phép, điều chỉnh 113`."""
    return part.noun == whole.noun or (not part.noun and part.label == BOUND and part.sentence == whole.sentence)


def _nearest(before: Sequence[Judged], sum_said: float) -> list[Judged]:
    """As many of those right before a sum as come nearest to it."""
    sizes = [float(one.figure.value) for one, _ in before]
    count = min(range(2, len(sizes) + 1), key=lambda number: abs(sum(sizes[-number:]) - sum_said))
    return list(before[-count:])


def _made_of(reading: Reading, judged: Sequence[Judged]) -> list[tuple[list[Judged], Judged]]:
    """`190 khu, gồm 11 khu kinh tế và 178 KCN`: what stands after `gồm` up to the end of the clause."""
    found = []
    for index, (one, claim) in enumerate(judged):
        rest = [pair for pair in judged[index + 1 :] if pair[0].sentence == one.sentence]
        if len(rest) < 2 or one.kind != VALUE:
            continue
        between = [t.word for t in reading.tokens[one.figure.last : rest[0][0].figure.first]]
        if not set(between) & words("made_of") or len(between) > 12 or ";" in between:
            continue
        parts: list[Judged] = []
        for pair in rest:
            if (pair[0].noun, pair[0].figure.dimension) != (one.noun, one.figure.dimension) or pair[0].kind != VALUE:
                break
            since = parts[-1][0].figure.last if parts else one.figure.last
            gap = {t.raw for t in reading.tokens[since : pair[0].figure.first]}
            if parts and gap & {";", "("}:
                break
            parts.append(pair)
            if parts[1:] and words("and") & {t.word for t in reading.tokens[since : pair[0].figure.first]}:
                break
        sectors = {c.meaning.sector for _, c in parts}
        if len(parts) >= 2 and (one.noun or one.figure.dimension) and not {"fdi", "ddi"} <= sectors:
            found.append((parts, (one, claim)))
    return found


def _lifted(reading: Reading, judged: Sequence[Judged]) -> list[tuple[list[Judged], Judged]]:
    """`từ 45 triệu USD lên 72 triệu USD, tức thêm 37 triệu USD`: the first and the third make the second."""
    found = []
    for first, second, third in zip(judged, judged[1:], judged[2:]):
        if not first[0].sentence == second[0].sentence == third[0].sentence:
            continue
        if len({pair[0].figure.dimension for pair in (first, second, third)}) > 1 or not first[0].figure.dimension:
            continue
        between = {t.word for t in reading.tokens[first[0].figure.last : second[0].figure.first]}
        after = {t.word for t in reading.tokens[second[0].figure.last : third[0].figure.first]}
        rising = bool(between & words("raised")) and bool(after & words("added"))
        if rising and third[0].figure.unit not in ("percent", "percentage_point"):
            found.append(([first, third], second))
    return found


def _columns(tables: Sequence[Sequence[Sequence[Judged]]]) -> list[tuple[list[Judged], Judged]]:
    """The cells above a row of sums, of the same indicator and sector."""
    found = []
    for table in tables:
        for number, row in enumerate(table):
            for whole in row:
                if whole[0].kind != SUM:
                    continue
                wanted = (whole[1].meaning.key, whole[1].meaning.sector)
                parts = [
                    pair for above in table[:number] for pair in above
                    if (pair[1].meaning.key, pair[1].meaning.sector) == wanted and pair[0].kind == VALUE
                ]  # fmt: skip
                if len(parts) >= 2:
                    found.append((parts, whole))
    return found
