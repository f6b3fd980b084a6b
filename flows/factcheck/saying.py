"""A claim in words and as JSON: what it is of, what came of it, and where our figure stands."""

from __future__ import annotations

from flows.factcheck.claim import (
    AGAINST,
    AGREES,
    AMBIGUOUS,
    DIFFERS,
    FALSE,
    NOT_HERE,
    OTHER_SCOPE,
    ROUNDED,
    SLIP,
    TRUE,
    WRONG_SUM,
    Claim,
)
from flows.factcheck.factcheck import Checked
from flows.factcheck.meaning import RANK, UNITS, VALUE, WORDS, Meaning
from flows.factcheck.release import BLOC, Release
from flows.factcheck.setting import known_period
from flows.factcheck.text.figures import PERCENT, POINTS, TIMES
from flows.texts import factcheck as texts
from flows.texts.numbers import number_text
from flows.texts.rules import where
from schemas.periods import Period
from schemas.text import Text

_IN_WORDS = {
    ("none", TRUE): texts.NOTHING_TRUE,
    ("none", FALSE): texts.NOTHING_FALSE,
    ("none", AMBIGUOUS): texts.NOTHING_ASKED,
    ("all", TRUE): texts.ALL_TRUE,
    ("all", FALSE): texts.ALL_FALSE,
    ("every", TRUE): texts.EVERY_TRUE,
    ("every", FALSE): texts.EVERY_FALSE,
    ("late", TRUE): texts.LATE_TRUE,
    ("late", FALSE): texts.LATE_FALSE,
    ("rank", TRUE): texts.RANK_TRUE,
    ("rank", FALSE): texts.RANK_FALSE,
}


def message(claim: Claim, release: Release) -> Text:
    """What is said of a claim, in both languages."""
    places = {
        "token": claim.token,
        "kind": texts.KINDS[claim.kind],
        "subject": subject(claim.meaning, release, claim.kind),
        "scope": scope_text(claim.meaning.scope, release),
        "ours": amount(claim.ours, claim.ours_unit, release),
    }
    plain = claim.kind in (VALUE, UNITS, RANK, WORDS)
    places["what"] = places["subject"] if plain else texts.OF_KIND.fill(**places)
    if (claim.why, claim.verdict) in _IN_WORDS:
        return _IN_WORDS[claim.why, claim.verdict].fill(**places, **_facts(claim, release))
    if claim.verdict == SLIP:
        return _slip(claim).fill(**places, factor=number_text(10.0 ** abs(int(str(claim.facts.get("power", 0))))))
    if claim.verdict == WRONG_SUM and "parts" in claim.facts:
        return _sum(claim)
    if claim.verdict == AMBIGUOUS and plain and claim.readings:
        return _asked(claim, release)
    chosen = {
        AGREES: texts.AGREES,
        ROUNDED: texts.FROM_TEXT if claim.ours is None else texts.ROUNDED,
        DIFFERS: texts.DIFFERS_FROM_TEXT if claim.why == "text" else texts.DIFFERS,
        WRONG_SUM: texts.WRONG_DIFFERENCE,
        OTHER_SCOPE: texts.OTHER_SCOPE,
        NOT_HERE: texts.NOT_HERE if claim.meaning.key or claim.kind == UNITS else texts.UNKNOWN_INDICATOR,
        AMBIGUOUS: texts.ASKED_IF,
    }[claim.verdict]
    return chosen.fill(**places)


def subject(meaning: Meaning, release: Release, kind: str = "") -> Text:
    """`Tổng doanh thu (FDI), toàn khối, 6 tháng đầu năm 2024`."""
    line = release.lines.get(meaning.key)
    label = (
        Text(line.label_vi.removeprefix(texts.AMONG.vi), line.label_en.removeprefix(texts.AMONG.en))
        if line is not None
        else texts.OTHER_SUBJECTS.get("board" if kind == UNITS else meaning.key, texts.OTHER_SUBJECTS[""])
    )
    sector = texts.SECTORS.get(meaning.sector, texts.NO_SECTOR)
    return texts.SUBJECT.fill(
        label=label, sector=sector, scope=scope_text(meaning.scope, release), period=period_text(meaning.period)
    )


def period_text(period: str) -> Text:
    known = known_period(period)
    if known is not None:
        return Text(known.text_vi, known.text_en)
    return Text(period, period) if period else texts.NO_PERIOD


def scope_text(scope: str, release: Release) -> Text:
    if scope in texts.SCOPES:
        return texts.SCOPES[scope]
    name = board_name(scope, release)
    return Text(name, name)


def board_name(slug: str, release: Release) -> str:
    return next((b.name_vi for b in release.reference.boards.rows if b.slug == slug), slug)


def amount(value: float | None, unit: str, release: Release) -> Text:
    """A figure with its unit: `39.707,3 triệu USD`, `7,04%`."""
    if value is None:
        return texts.UNKNOWN
    if unit == PERCENT:
        said = number_text(value, most=2)
        return Text(f"{said.vi}%", f"{said.en}%")
    known = release.reference.units.by_name.get(unit)
    name = Text(known.label_vi, known.label_en) if known else texts.MORE_UNITS.get(unit, texts.NO_SECTOR)
    shown = number_text(value, most=2 if unit in (POINTS, TIMES) else 4)
    return Text(f"{shown.vi} {name.vi}".rstrip(), f"{shown.en} {name.en}".rstrip())


def _facts(claim: Claim, release: Release) -> dict[str, object]:
    named = claim.facts.get("boards")
    boards = ", ".join(board_name(str(slug), release) for slug in named) if isinstance(named, list) else ""
    where = texts.WHERE.fill(boards=boards) if boards and claim.meaning.scope == BLOC else texts.NO_SECTOR
    whole = claim.facts.get("whole")
    return {
        "boards": boards,
        "board": boards if claim.why == "every" else board_name(claim.meaning.scope, release),
        "where": where,
        "whole": number_text(whole) if isinstance(whole, float) else "",
        "place": claim.facts.get("place", ""),
        "of": claim.facts.get("of", ""),
    }


def _slip(claim: Claim) -> Text:
    if claim.why == "points":
        return texts.SLIP_POINTS
    if claim.why == "percent":
        return texts.SLIP_PERCENT
    return texts.SLIP_LARGE if int(str(claim.facts.get("power", 0))) > 0 else texts.SLIP_SMALL


def _sum(claim: Claim) -> Text:
    parts = claim.facts["parts"]
    total = claim.facts["sum"]
    shown = " + ".join(map(str, parts)) if isinstance(parts, tuple) else ""
    return texts.WRONG_SUM.fill(
        parts=shown, sum=number_text(total if isinstance(total, float) else 0, most=4), whole=claim.facts["whole"]
    )


def _asked(claim: Claim, release: Release) -> Text:
    said = []
    for meaning in dict.fromkeys(claim.readings):
        ours, unit = _ours(meaning, release)
        said.append(texts.READING.fill(subject=subject(meaning, release), ours=amount(ours, unit, release)))
    readings = Text("; ".join(one.vi for one in said), "; ".join(one.en for one in said))
    return texts.AMBIGUOUS.fill(readings=readings)


def _ours(meaning: Meaning, release: Release) -> tuple[float | None, str]:
    period, line = known_period(meaning.period), release.lines.get(meaning.key)
    if period is None or line is None:
        return None, ""
    return release.figure(meaning.key, meaning.sector, meaning.scope, period), line.unit(meaning.sector) or ""


def way_to(claim: Claim, release: Release) -> Text | None:
    """Where our figure stands: the cell of a board's figure, the command that tells a total's."""
    period, line = known_period(claim.meaning.period), release.lines.get(claim.meaning.key)
    if period is None or line is None or claim.ours is None:
        return None
    half = period if period.half else Period(period.year, 2)
    place = release.place(claim.meaning.key, claim.meaning.sector, claim.meaning.scope, half)
    if place is not None:
        return texts.PLACE.fill(submission=place.submission, where=where(place.sheet, place.cell))
    if claim.meaning.scope != BLOC:
        return None
    return texts.WAY.fill(period=half, scope=BLOC, code=line.code, sector=claim.meaning.sector)


def as_json(checked: Checked, release: Release) -> dict[str, object]:
    """The object of one file in the array of `--format json`."""
    return {
        "file": checked.document.file,
        "period": checked.period,
        "text": checked.document.text,
        "claims": [claim_as_json(claim, release) for claim in checked.claims],
    }


def claim_as_json(claim: Claim, release: Release) -> dict[str, object]:
    """One claim as `--format json` prints it."""
    said = message(claim, release)
    line = release.lines.get(claim.meaning.key)
    found: dict[str, object] = {
        "token": claim.token,
        "start": claim.start,
        "end": claim.end,
        "code": line.code if line is not None else "",
        "sector": claim.meaning.sector if claim.meaning.key else "",
        "scope": claim.meaning.scope,
        "period": claim.meaning.period,
        "kind": claim.kind,
        "hedge": claim.hedge,
        "value": _number(claim.value),
        "unit": claim.unit,
        "verdict": claim.verdict,
        "ours": _number(claim.ours),
        "ours_unit": claim.ours_unit,
        "message_vi": said.vi,
        "message_en": said.en,
    }
    if claim.verdict == AMBIGUOUS:
        found["readings"] = [_reading_json(meaning, release) for meaning in dict.fromkeys(claim.readings)]
    way = way_to(claim, release)
    if way is not None:
        found["place"] = way.en
    return found


def _reading_json(meaning: Meaning, release: Release) -> dict[str, object]:
    line = release.lines.get(meaning.key)
    ours, unit = _ours(meaning, release)
    return {
        "code": line.code if line is not None else "",
        "sector": meaning.sector,
        "scope": meaning.scope,
        "period": meaning.period,
        "ours": _number(ours),
        "ours_unit": unit,
    }


def _number(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else round(value, 9)


def counted(checked: Checked) -> dict[str, int]:
    """How many claims agree, speak against the text, are to be asked, could not be compared."""
    verdicts = [claim.verdict for claim in checked.claims]
    against = sum(verdict in AGAINST for verdict in verdicts)
    agree = sum(verdict in (AGREES, ROUNDED, TRUE) for verdict in verdicts)
    asked = verdicts.count(AMBIGUOUS)
    return {
        "figures": len(verdicts), "agree": agree, "against": against, "asked": asked,
        "unchecked": len(verdicts) - agree - against - asked,
    }  # fmt: skip
