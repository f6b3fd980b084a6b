"""A published text held against a release: the whole of it in one call."""

from __future__ import annotations

from collections.abc import Sequence

from flows.factcheck.claim import AGAINST, AGREES, ROUNDED, Claim
from flows.factcheck.document import Document
from flows.factcheck.reading import Reading, read_text
from flows.factcheck.release import Release
from flows.factcheck.setting import Setting, settings_of
from flows.factcheck.sums import check_sums
from flows.factcheck.tables import understand_tables
from flows.factcheck.understanding import understand
from flows.factcheck.verdicts import judge
from flows.factcheck.words import claims_in_words


def check_text(document: Document, release: Release, period: str = "") -> list[Claim]:
    """Every claim of a text in order of reading.

    Args:
        document: the text.
        release: the figures it is held against.
        period: what the text is about; by default what its title, its date or its sentences say. Of several periods
            the one that most of its figures bear out is taken.
    """
    reading = read_text(document, release.grammar, release.reference)
    settings = settings_of(reading, release.reference.boards)
    if period:
        settings = [Setting(settings[0].scope, period)]
    best: list[Claim] = []
    most: int | None = None
    for setting in settings:
        claims = _claims(reading, release, setting)
        fit = sum((claim.verdict in (AGREES, ROUNDED)) - (claim.verdict in AGAINST) for claim in claims)
        if most is None or fit > most + 1:
            best, most = claims, fit
    return best


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
