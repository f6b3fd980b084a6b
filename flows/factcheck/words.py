"""Claims in words: nothing happened, every board did, nobody was late, who leads and who comes last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.factcheck.claim import AMBIGUOUS, FALSE, TRUE, Claim
from flows.factcheck.labels import Understanding, sentence_start
from flows.factcheck.meaning import RANK, VALUE, WORDS, Meaning, Understood
from flows.factcheck.release import BLOC, Release
from flows.factcheck.setting import COUNTRY, OTHER, PROVINCE, Setting, known_period
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import SIGN
from flows.factcheck.understood.scopes import period_at, scope_at
from schemas.periods import Period

_REACH = 6  # tokens between `không xảy ra` and what did not happen


def claims_in_words(
    reading: Reading, release: Release, setting: Setting, understood: Sequence[Understood]
) -> list[Claim]:
    """What the text claims without a figure, in order of reading."""
    known = Understanding(reading, release, setting)
    found = [*_late(known), *_nothing_happened(known), *_all_zones(known), *_every_board(known, understood)]
    return sorted([*found, *_ranks(known, understood)], key=lambda claim: claim.start)


def _where(known: Understanding, mark: Mark, key: str) -> tuple[str, Period | None, str]:
    limit = next((f.first for f in known.reading.figures if f.first >= mark.last), len(known.reading.tokens))
    span = (mark.first, mark.last, limit)
    scope, _, _ = scope_at(known, span, key)
    text, _, _ = period_at(known, span)
    return scope, known_period(text), text


def _claim(
    known: Understanding, span: tuple[int, int], meaning: Meaning, kind: str, verdict: str, ours: float | None,
    why: str, **facts: object,
) -> Claim:  # fmt: skip
    """A claim in words over tokens `span`; eight arguments, for it is the only way one is made."""
    reading = known.reading
    first, last = span
    if last < len(reading.tokens) and reading.tokens[last].word in words("tail"):
        last += 1
    start, end = reading.plain.span(reading.tokens[first].start, reading.tokens[last - 1].end)
    line = known.release.lines.get(meaning.key)
    unit = (line.unit(meaning.sector) or "") if line else ""
    return Claim(
        reading.document.text[start:end], start, end, meaning, kind, "", None, "", verdict, ours,
        unit if ours is not None else "", why, facts,
    )  # fmt: skip


def _late(known: Understanding) -> Iterator[Claim]:
    for mark in known.reading.of("late"):
        _, period, text = _where(known, mark, "")
        if period is None or not period.half:
            continue
        if not any(p == str(period) for p in known.release.periods):
            continue
        late = sorted(board for p, board in known.release.late if p == str(period))
        meaning = Meaning("", "", BLOC, text)
        yield _claim(
            known,
            (mark.first, mark.last),
            meaning,
            WORDS,
            FALSE if late else TRUE,
            float(len(late)),
            "late",
            boards=late,
        )


def _nothing_happened(known: Understanding) -> Iterator[Claim]:
    """`không xảy ra vụ cháy nổ nào`, and what is joined to it by `hay`, `hoặc`; after a comma it is asked."""
    reading = known.reading
    labels = [m for m in reading.of("indicator") if _is_incident(known, m.target)]
    for mark in reading.of("none"):
        first = next((m for m in labels if mark.first < m.first <= mark.last + _REACH or m.first == mark.last), None)
        if first is None or not _near(reading, mark.last, first.first):
            continue
        yield from _zero(known, mark, first, sure=True)
        end = first.last
        for label in (m for m in labels if m.first > first.first):
            between = [t.word for t in reading.tokens[end : label.first]]
            if len(between) > 4 or reading.sentence(label.first) != reading.sentence(first.first):
                break
            listed = [w for w in between if w in words("joining") or w == ","]
            if not listed or any(w not in words("listed") for w in between):
                break
            following = reading.tokens[label.last] if label.last < len(reading.tokens) else None
            closes = following is None or following.kind == SIGN or following.word in words("tail")
            yield from _zero(known, label, label, sure=closes and listed[0] in words("joining"))
            end = label.last


def _is_incident(known: Understanding, key: str) -> bool:
    line = known.release.lines.get(key)
    return (
        line is not None and line.unit("total") in ("case", "person") and line.kind == "flow" and not line.unit("fdi")
    )


def _near(reading: Reading, last: int, first: int) -> bool:
    return first <= last or (
        first - last <= _REACH
        and not any((t.kind == SIGN and t.raw != '"') or reading.taken.get(i) == "n"
                    for i, t in enumerate(reading.tokens[last:first], start=last))
    )  # fmt: skip


def _zero(known: Understanding, mark: Mark, label: Mark, *, sure: bool) -> Iterator[Claim]:
    scope, period, text = _where(known, mark, label.target)
    if period is None or scope in (PROVINCE, COUNTRY, OTHER):
        return
    ours = known.release.figure(label.target, "total", scope, period)
    if ours is None:
        return
    first = mark.first
    begin = sentence_start(known.reading, first)
    every = [m.first for m in known.reading.of("every") if begin <= m.first < first and first - m.last <= 2]
    meaning = Meaning(label.target, "total", scope, text)
    verdict = TRUE if ours == 0 else FALSE if sure else AMBIGUOUS
    boards = [b for b, v in known.release.ranking(label.target, "total", period) if v] if scope == BLOC else []
    yield _claim(
        known, (every[0] if every else first, label.last), meaning, WORDS, verdict, ours, "none", boards=boards
    )


def _all_zones(known: Understanding) -> Iterator[Claim]:
    """`toàn bộ các khu đang hoạt động đã cập nhật cơ sở dữ liệu`: as many as operate."""
    reading, release = known.reading, known.release
    for mark in reading.of("all_zones"):
        for label in reading.of("indicator"):
            parts = release.grammar.relations.get(("of", label.target), ())
            inside = mark.first <= label.first <= mark.last + 2 and label.last > mark.last
            if not inside or not parts or reading.sentence(label.first) != reading.sentence(mark.first):
                continue
            scope, period, text = _where(known, mark, label.target)
            if period is None:
                continue
            mine = release.figure(label.target, "total", scope, period)
            whole = release.figure(parts[0], "total", scope, period)
            if mine is not None and whole is not None:
                meaning = Meaning(label.target, "total", scope, text)
                verdict = TRUE if mine == whole else FALSE
                yield _claim(known, (mark.first, label.last), meaning, WORDS, verdict, mine, "all", whole=whole)
                break


def _every_board(known: Understanding, understood: Sequence[Understood]) -> Iterator[Claim]:
    """`đơn vị nào cũng tổ chức ít nhất ba cuộc đối thoại`: the least of all boards."""
    for mark in known.reading.of("every"):
        one = next(
            (u for u in understood if mark.last <= u.figure.first <= mark.last + 8
             and u.sentence == known.reading.sentence(mark.first)), None,
        )  # fmt: skip
        if one is None or one.kind != VALUE or one.figure.hedge != "over" or one.meaning.key not in known.release.lines:
            continue
        period = known_period(one.meaning.period)
        ranking = known.release.ranking(one.meaning.key, one.meaning.sector, period) if period else []
        if ranking:
            board, least = ranking[-1]
            meaning = Meaning(one.meaning.key, one.meaning.sector, BLOC, one.meaning.period)
            verdict = TRUE if least >= float(one.figure.value) else FALSE
            last = one.figure.last
            yield _claim(known, (mark.first, last), meaning, WORDS, verdict, least, "every", boards=[board])


def _ranks(known: Understanding, understood: Sequence[Understood]) -> Iterator[Claim]:
    reading = known.reading
    taken = [(m.first, m.last) for m in reading.of("period")]
    rank, sentence, subject = 0, -1, None
    for mark in reading.of("rank"):
        if any(a < mark.last and mark.first < b for a, b in taken):
            continue
        if reading.sentence(mark.first) != sentence:
            rank, subject = 0, None
        sentence = reading.sentence(mark.first)
        following = reading.tokens[mark.last].word if mark.last < len(reading.tokens) else ""
        if following in words("ever") or any(
            m.target == COUNTRY and 0 <= m.first - mark.last <= 2 for m in reading.of("scope")
        ):
            continue
        subject = _rank_subject(known, mark, understood) or subject
        if subject is None:
            continue
        named = _boards_of(known, mark)
        if mark.target == "next":
            places = [rank + 1 + i for i in range(len(named))] if rank else []
        elif mark.target == "last":
            places = [-1]
        else:
            places = [int(mark.target)]
        for place, (board, first, last) in zip(places, named):
            rank = place
            claim = _ranked(known, mark, subject, board, place, (first, last))
            if claim is not None:
                yield claim


def _rank_subject(known: Understanding, mark: Mark, understood: Sequence[Understood]) -> tuple[str, str] | None:
    """The indicator and sector ranked by: the nearest label or figure before in the sentence, else the next after."""
    reading, release = known.reading, known.release
    sentence = reading.sentence(mark.first)
    begin = sentence_start(reading, mark.first)
    counted = {figure.last for figure in reading.figures}
    labels = [m for m in (*reading.of("indicator"), *reading.of("noun")) if m.first not in counted or m.figures]
    before = [(m.last, m.target, "") for m in labels if begin <= m.first and m.last <= mark.first]
    named = [(m.last, m.target, "") for m in reading.of("indicator") if begin <= m.first and m.last <= mark.first]
    figures = [
        (u.figure.last, u.meaning.key, u.meaning.sector)
        for u in understood
        if u.sentence == sentence and u.figure.last <= mark.first and u.kind == VALUE
    ]
    after = [
        (m.first, m.target, "")
        for m in labels
        if mark.last <= m.first < mark.last + 5 and reading.sentence(m.first) == sentence
    ] + [
        (u.figure.first, u.meaning.key, u.meaning.sector)
        for u in understood
        if u.sentence == sentence and mark.last <= u.figure.first < mark.last + 8
    ]
    said = max([*named, *figures], default=None) or max(before, default=None) or min(after, default=None)
    if said is None or said[1] not in release.lines:
        return None
    _, key, sector = said
    if any(k == key and s == "total" for _, k, s in figures):
        sector = "total"  # its parts in brackets are not what is ranked by
    units = release.lines[key].units
    if not sector:
        marks = [m.target for m in reading.of("sector") if begin <= m.first < mark.last + 4 and m.target in units]
        sector = marks[-1] if marks else "total" if "total" in units else ""
    return (key, sector) if sector else None


def _boards_of(known: Understanding, mark: Mark) -> list[tuple[str, int, int]]:
    """The boards a rank is said of (slug and the tokens of the claim): named right after it, else before it."""
    reading = known.reading
    at = mark.last
    while at < len(reading.tokens) and reading.tokens[at].word in words("naming") and at - mark.last < 3:
        at += 1
    if at in reading.boards:
        slug, last = reading.boards[at]
        named = [(slug, mark.first, last)]
        if mark.target == "next":
            gap = last
            while gap < len(reading.tokens) and gap - last < 8 and gap not in reading.boards:
                gap += 1
            joined = {t.word for t in reading.tokens[last:gap]} & words("joining")
            if gap in reading.boards and joined and reading.sentence(gap) == reading.sentence(mark.first):
                named.append((reading.boards[gap][0], gap, reading.boards[gap][1]))
        return named
    if mark.target == "next":
        return []
    begin = sentence_start(reading, mark.first)
    before = [first for first in reading.boards if begin <= first < mark.first]
    if before:
        return [(reading.boards[max(before)][0], mark.first, mark.last)]
    scope = scope_at(known, (mark.first, mark.last, mark.last), "")[0]
    return [(scope, mark.first, mark.last)] if scope in known.release.reference.boards.slugs else []


def _ranked(
    known: Understanding, mark: Mark, subject: tuple[str, str], board: str, place: int, span: tuple[int, int]
) -> Claim | None:
    key, sector = subject
    text, _, _ = period_at(known, (mark.first, mark.last, mark.last))
    period = known_period(text)
    if period is not None and not period.half and known.release.lines[key].kind == "ratio":
        period = Period(period.year, 2)
    ranking = known.release.ranking(key, sector, period) if period else []
    values = [value for _, value in ranking]
    mine = next((value for name, value in ranking if name == board), None)
    if mine is None:
        return None
    right = values[place] if -1 <= place - 1 < len(values) and place > 0 else values[-1]
    if place > 0:
        right = values[place - 1] if place <= len(values) else values[-1]
    meaning = Meaning(key, sector, board, str(period))
    real = values.index(mine) + 1
    return _claim(
        known, span, meaning, RANK, TRUE if mine == right else FALSE, mine, "rank", place=real, of=len(values),
        leader=ranking[0][0] if place != -1 else ranking[-1][0],
    )  # fmt: skip
