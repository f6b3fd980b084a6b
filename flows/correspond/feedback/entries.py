"""What is wrong with a submission as people are shown it: one entry a cause, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.texts import documents as texts
from flows.texts import rules as rule_texts
from flows.texts.numbers import number_text
from flows.validate.findings.finding import Finding
from schemas.form import Form
from schemas.rules import SEVERITIES
from schemas.text import Text


@dataclass(frozen=True)
class Entry:
    """Findings of one cause. `main` is what people read first; `others` hang on it."""

    number: int
    main: Finding
    others: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (self.main, *self.others)

    @property
    def severity(self) -> str:
        return min((f.severity for f in self.findings), key=SEVERITIES.index)


def entries(findings: Iterable[Finding], form: Form) -> tuple[Entry, ...]:
    """Entries of open findings (waived ones left out), errors before queries before remarks, then in form order."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        if not finding.waived_by:
            groups.setdefault(finding.cause or number, []).append(finding)
    order = {sheet.sheet: number for number, sheet in enumerate(form.sheets)}

    def form_order(finding: Finding) -> tuple[int, str]:
        indicator = form.by_code.get(finding.code)
        return order.get(indicator.sheet if indicator else finding.code, len(order)), finding.code

    ranked = [
        sorted(group, key=lambda f: (SEVERITIES.index(f.severity), f.rule, form_order(f))) for group in groups.values()
    ]
    ranked.sort(key=lambda group: (SEVERITIES.index(group[0].severity), form_order(group[0])))
    return tuple(Entry(number, group[0], tuple(group[1:])) for number, group in enumerate(ranked, start=1))


def indicator_words(finding: Finding, form: Form) -> Text:
    """`1.02 Vốn đăng ký cấp mới (FDI)`, or the title of a sheet, or nothing when the finding is about the file."""
    indicator = form.by_code.get(finding.code)
    if indicator is None:
        sheet = form.sheet_by_name.get(finding.code)
        return (
            Text(f"{sheet.sheet} {sheet.title_vi}", f"{sheet.sheet} {sheet.title_en}") if sheet else _same(finding.code)
        )
    qualities = []
    if finding.sector and len(indicator.units) > 1:
        qualities.append(texts.SECTOR_HEADINGS[finding.sector])
    if finding.measure and finding.measure != "actual":
        qualities.append(texts.MEASURE_HEADINGS[finding.measure])
    vi, en = (", ".join(words) for words in ([q.vi for q in qualities], [q.en for q in qualities]))
    return Text(
        f"{finding.code} {indicator.label_vi}" + (f" ({vi})" if vi else ""),
        f"{finding.code} {indicator.label_en}" + (f" ({en})" if en else ""),
    )


def _same(word: str) -> Text:
    return Text(word, word)


def place_words(finding: Finding, form: Form) -> Text:
    """`Biểu 1, ô E7`; a sheet under another name by that name, nothing where the finding has no place."""
    if not finding.sheet and not finding.cell:
        return _same("")
    named, known = rule_texts.where(finding.sheet, finding.cell), form.sheet_by_name.get(finding.sheet or "")
    if not known or not named.vi.startswith(known.sheet):
        return named
    return Text(f"{known.title_vi}{named.vi.removeprefix(known.sheet)}", named.en)


def repair_words(finding: Finding) -> tuple[str, ...]:
    """The suggested repairs in words, the likeliest first."""
    return tuple(repair.text_vi for repair in finding.repairs if repair.text_vi)


def suggestions(finding: Finding, most: int) -> list[str]:
    """The likeliest repairs, a sentence each, without the one the message says already."""
    said = [
        (texts.FEEDBACK_REPAIR if number == 0 else texts.FEEDBACK_OTHER_REPAIR).vi.format(repair=repair.text_vi)
        for number, repair in enumerate(finding.repairs[:most])
        if repair.text_vi
    ]
    return said[1:] if said and _says_repair(finding) else said


def _says_repair(finding: Finding) -> bool:
    """Whether the message ends with the likeliest repair, in its words or as the likely figure of its cell."""
    likeliest = finding.repairs[0]
    if likeliest.text_vi in finding.message_vi:
        return True
    value = likeliest.cells[0].value if len(likeliest.cells) == 1 else None
    likely = rule_texts.LIKELY_VALUE.vi.format(value=number_text(value).vi, why="") if value is not None else ""
    return bool(likely) and likely.removesuffix(".") in finding.message_vi
