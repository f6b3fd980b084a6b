"""Where each form cell was read from and why, in words: `zones check --explain`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.ingest.submission import NUMBER, ParsedSubmission, ReadValue
from flows.texts.numbers import exact_number_text
from flows.texts.reading import EXPLAINED, NOTES, STATES
from flows.texts.rules import sheet_named, where
from schemas.reference import Reference
from schemas.text import Text


@dataclass(frozen=True)
class Explained:
    """One form cell: what it is, where it stands, what was read, and by which row, column, unit and number style."""

    code: str
    sector: str
    measure: str
    sheet: str | None
    cell: str
    raw_text: str
    read: Text
    why: Text


def explain(parsed: ParsedSubmission, reference: Reference) -> Iterator[Explained]:
    """Every form cell of a submission in form order, with its place and the reason it was read from there."""
    for found in parsed.values:
        yield Explained(
            found.code,
            found.sector,
            found.measure,
            found.place.sheet,
            found.place.cell,
            found.raw_text,
            _read(found, reference),
            _why(found),
        )


def _read(found: ReadValue, reference: Reference) -> Text:
    unit = reference.units.by_name[found.unit]
    state = STATES[found.state]
    if found.state != NUMBER or found.value is None:
        return state
    value = exact_number_text(found.value)
    return Text(
        state.vi.format(value=value.vi, unit=unit.label_vi), state.en.format(value=value.en, unit=unit.label_en)
    )


def _why(found: ReadValue) -> Text:
    clauses = [EXPLAINED[fact.kind].fill(text=fact.text, cell=fact.cell) for fact in found.why]
    return Text("; ".join(clause.vi for clause in clauses), "; ".join(clause.en for clause in clauses))


def explain_notes(parsed: ParsedSubmission) -> list[Text]:
    """What was passed over, in words: copies for reference, lines the form does not have, totals of two currencies."""
    told = []
    for kind, facts in parsed.notes:
        text = NOTES.get(kind)
        if text:
            shown = [Text(fact, fact) for fact in facts]
            if len(facts) > 2:
                shown = [sheet_named(facts[0]), where(facts[1], facts[2])]
            told.append(Text(*(text[side].format(kind, *(fact[side] for fact in shown)) for side in (0, 1))))
    return told
