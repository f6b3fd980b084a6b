"""A published text held against a release: the whole of it in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.factcheck.claim import AGAINST, AGREES, AMBIGUOUS, DIFFERS, ROUNDED, Claim
from flows.factcheck.meaning import VALUE
from flows.factcheck.release import Release
from flows.factcheck.setting import Setting, dateline, scopes_of, settings_of
from flows.factcheck.sums import check_sums
from flows.factcheck.tables import understand_tables
from flows.factcheck.text.document import Document
from flows.factcheck.text.reading import Reading, read_text
from flows.factcheck.understood.understanding import understand
from flows.factcheck.verdicts.judging import judge
from flows.factcheck.words import claims_in_words


@dataclass(frozen=True)
class Checked:
    """A text with its claims in order of reading, and what it was taken to be about."""

    document: Document
    scope: str
    period: str
    claims: tuple[Claim, ...]
    sentences: tuple[str, ...]  # of each claim the sentence it stands in
    dated: date | None = None  # the date the text bears

    @property
    def title(self) -> str:
        """The first line of the text."""
        return next((line.strip() for line in self.document.text.split("\n") if line.strip()), "")


def check_text(document: Document, release: Release, period: str = "", scope: str = "") -> Checked:
    """Hold a text against a release.

    Args:
        document: the text.
        release: the figures it is held against.
        period: what the text is about; by default what its title, its date or its sentences say. Of several periods
            the one that most of its figures bear out is taken.
        scope: whose figures they are where the text does not say (`bloc`, a board); by default what its lead says.
    """
    reading = read_text(document, release.grammar, release.reference)
    settings = settings_of(reading)
    if period:
        settings = [Setting(settings[0].scope, period)]
    if scope:
        settings = [replace(setting, scope=scope) for setting in settings]
    best, about = _claims(reading, release, settings[0]), settings[0]
    most = _fit(best)
    for setting in settings[1:]:
        claims = _claims(reading, release, setting)
        if (fit := _fit(claims)) > most + 1:
            best, most, about = claims, fit, setting
    for other in scopes_of(reading)[1:] if not scope else ():
        setting = Setting(other, about.period)
        claims = _claims(reading, release, setting)
        # A text is about what its lead says unless its figures plainly are another's.
        if (fit := _fit(claims)) > most + _PLAINLY:
            best, most, about = claims, fit, setting
    best = _in_doubt(best)
    sentences = tuple(sentence_of(reading, claim) for claim in best)
    return Checked(document, about.scope, about.period, tuple(best), sentences, dateline(reading))


_PLAINLY = 3
# A text of which this many figures differ, and more than this part of those compared, was not understood as a whole.
_MANY, _MOST = 4, 0.4


def _in_doubt(claims: list[Claim]) -> list[Claim]:
    """Where most of a text differs, what is wrong is how it was taken: its figures are asked about instead."""
    compared = [claim for claim in claims if claim.verdict in (AGREES, ROUNDED, DIFFERS) and claim.kind == VALUE]
    differ = [claim for claim in compared if claim.verdict == DIFFERS]
    if len(differ) < _MANY or len(differ) < _MOST * len(compared):
        return claims
    return [
        replace(claim, verdict=AMBIGUOUS, readings=(claim.meaning,)) if claim in differ else claim for claim in claims
    ]


def _fit(claims: Sequence[Claim]) -> int:
    return sum((claim.verdict in (AGREES, ROUNDED)) - (claim.verdict in AGAINST) for claim in claims)


def sentence_of(reading: Reading, claim: Claim) -> str:
    """The sentence (or the line of a table) a claim stands in."""
    inside = [
        index for index, token in enumerate(reading.tokens) if reading.plain.origin[token.start] >= claim.start
    ]  # fmt: skip
    if not inside:
        return ""
    number = reading.sentences[inside[0]]
    own = [token for token, at in zip(reading.tokens, reading.sentences) if at == number and token.raw != "\n"]
    return " ".join(reading.plain.text[own[0].start : own[-1].end].split()) if own else ""


def _claims(reading: Reading, release: Release, setting: Setting) -> list[Claim]:
    understood = understand(reading, release, setting)
    judged = list(zip(understood, judge(reading, release, understood)))
    tables = [
        [list(zip(row, judge(reading, release, row))) for row in table]
        for table in understand_tables(reading, release, setting)
    ]
    wrong = check_sums(reading, release, judged, tables)
    figures = [claim for _, claim in [*judged, *(pair for table in tables for row in table for pair in row)]]
    said = claims_in_words(reading, release, setting, understood)
    found = [wrong.get(claim.start, claim) for claim in figures if not _within(claim, said)]
    return sorted([*found, *said], key=lambda claim: (claim.start, claim.end))


def _within(claim: Claim, others: Sequence[Claim]) -> bool:
    return any(other.start <= claim.start and claim.end <= other.end and other.kind != "rank" for other in others)
