"""The parts of a page that no official report has, in their order."""

from __future__ import annotations

from flows.report.figures import Reading
from flows.report.model import Paragraph, Part, Sentence
from flows.report.state.boards import boards_part, versions_part
from flows.report.state.findings import findings_part
from flows.report.state.published import comparison_part
from flows.report.state.restated import restated_part
from flows.report.state.totals import totals_part
from flows.texts import report as texts
from flows.texts.papers import page


def state_parts(reading: Reading) -> tuple[Part, ...]:
    makers = (boards_part, totals_part, comparison_part, findings_part, versions_part, restated_part, _notes)
    return tuple(make(reading) for make in makers)


def _notes(reading: Reading) -> Part:
    notes = [texts.NOTE_SUM, texts.NOTE_SHARE]
    rate = reading.reference.exchange_rates.get(reading.period)
    if rate:
        number = reading.number(rate.vnd_per_usd, 6)
        notes.append(texts.NOTE_RATE.fill(date=reading.day(rate.date), rate=number))
    said = tuple(Paragraph((Sentence((reading.say(note),)),), "note") for note in notes)
    return Part("notes", reading.say(page.ABOUT_FIGURES), said)
