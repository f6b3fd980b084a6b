"""What each figure of a text says: its kind, indicator, sector, scope and period, and what else it may mean."""

from __future__ import annotations

from dataclasses import replace

from flows.factcheck.labels import (
    Understanding,
    sentence_start,
)
from flows.factcheck.meaning import (
    BEFORE,
    BESIDE,
    DIFFERENCE,
    EARLIER,
    GROWTH,
    NOUN,
    PLAN_SHARE,
    RATIO,
    SHARE,
    TARGET,
    VALUE,
    Meaning,
    Understood,
)
from flows.factcheck.release import Release
from flows.factcheck.setting import (
    OTHER,
    Setting,
    known_period,
)
from flows.factcheck.text.figures import Figure
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.understood.kinds import board_just_before, counted_from, is_level, kind_of
from flows.factcheck.understood.scopes import of_year_end, period_at, scope_at, sector_at
from flows.factcheck.understood.subjects import area_of, is_counted, is_part, is_summed, subject_of, written_unit


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


def _understood(known: Understanding, index: int, figure: Figure, found: list[Understood]) -> Understood | None:
    reading = known.reading
    sentence = reading.sentence(figure.first)
    previous = found[-1] if found and found[-1].sentence == sentence else None
    kind, negative = kind_of(known, index, previous)
    if not kind:
        return None
    key, label, mark = subject_of(known, index, kind, previous)
    if label <= BEFORE and found and kind in (GROWTH, DIFFERENCE) and _says_this(known, figure):
        previous = found[-1]
        key, label = previous.meaning.key, EARLIER
    noun, after = known.nouns[index]
    if not figure.dimension and kind in (VALUE, DIFFERENCE, TARGET) and not is_counted(known, index, label, mark):
        return None
    key, after_sum = is_summed(known, index, key, label, found, sentence)
    if figure.dimension == "area" and label < BESIDE:
        key, label = area_of(known, index, key, label)
    sector, said_sector = sector_at(known, index, key, mark, previous)
    limit = reading.figures[index + 1].first if index + 1 < len(reading.figures) else len(reading.tokens)
    span = (figure.first, after, limit)
    scope, said_scope, scopes = scope_at(known, span, key)
    period, said_period, periods = period_at(known, span)
    if scope == OTHER and not said_sector:
        sector = "total"  # of one project or several boards the text does not say it
    if kind in (GROWTH, DIFFERENCE, RATIO, SHARE, PLAN_SHARE) and previous is not None and label <= EARLIER:
        sector, said_sector = (previous.meaning.sector, True) if not said_sector else (sector, said_sector)
    meaning = Meaning(key, sector, scope, of_year_end(known, key, period))
    others = [replace(meaning, scope=other) for other in scopes]
    others += [replace(meaning, period=of_year_end(known, key, other)) for other in periods if other]
    others += _before_now(known, index, meaning)
    others += _other_sectors(known, meaning, said_sector, previous, mark)
    general = mark is not None and mark.kind == "noun"
    others += [replace(meaning, key=other) for other in _other_keys(known, key, NOUN if general else label)]
    if kind in (GROWTH, DIFFERENCE, RATIO, SHARE) and label <= EARLIER:
        others += [
            u.meaning for u in reversed(found) if u.sentence == sentence and u.meaning.key and u.meaning != meaning
        ]
    if kind == GROWTH and is_level(known, figure, key):
        figure = replace(figure, value=figure.value - 100)
    base = board_just_before(known, figure) or next(
        (s.value for s in known.periods if s.base and reading.sentence(s.token) == sentence and s.value != period), ""
    )
    return Understood(
        figure, kind, meaning, label, tuple(dict.fromkeys(others)), base, negative, noun, after_sum, sentence,
        reading.tokens[figure.first].block, said_sector, said_scope, said_period,
        written_unit(reading, figure, after), is_part(known, index, label, said_sector),
    )  # fmt: skip


def _says_this(known: Understanding, figure: Figure) -> bool:
    """Whether a sentence begins with the figure before it: `Số tiền này tăng 17%`."""
    begin = sentence_start(known.reading, figure.first)
    first = [token.word for token in known.reading.tokens[begin : begin + 3]]
    return bool({" ".join(first[:2]), " ".join(first)} & words("this"))


def _before_now(known: Understanding, index: int, meaning: Meaning) -> list[Meaning]:
    """Of `từ 51% lên 52%` the first may be of the year or the half-year before."""
    period = known_period(meaning.period)
    figures, tokens = known.reading.figures, known.reading.tokens
    if period is None or not counted_from(known.reading, figures[index]) or index + 1 == len(figures):
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
