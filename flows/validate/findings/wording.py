"""From a draft to a finding: numbers, cells and causes put into the words of `flows/texts/rules.py`."""

from __future__ import annotations

from datetime import date

from flows.ingest.submission import Place
from flows.texts import rules as texts
from flows.texts.numbers import number_text, plain_number_text
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import Finding
from schemas.form import Form
from schemas.language.checks.expressions import AsWritten, WholeOf, plain
from schemas.language.columns import Ratio, key_of
from schemas.rules import INFO
from schemas.text import Text


def finding(draft: Draft, form: Form) -> Finding:
    """The finding of a draft whose cells, cause and repairs are settled."""
    first = draft.cells[0] if draft.cells else Place(None, "")
    message = _message(draft, form)
    return Finding(
        rule=draft.rule,
        severity=draft.severity,
        submission=draft.submission,
        board=draft.board,
        period=draft.period,
        sheet=first.sheet,
        cell=first.cell,
        code=draft.code,
        sector=draft.sector,
        measure=draft.measure,
        found=plain(draft.found),
        expected=plain(draft.expected),
        difference=draft.difference,
        allowance=draft.allowance,
        cells=tuple(draft.cells),
        cause=draft.cause or f"{first.sheet}!{first.cell}",
        message_vi=message.vi,
        message_en=message.en,
        repairs=draft.repairs,
        answers=draft.answers or len(draft.repairs),
        waived_by=draft.waived_by,
        covers=draft.covers,
    )


def _message(draft: Draft, form: Form) -> Text:
    if (own := draft.message) is not None:
        tail = _tail(draft, own) if draft.repairs or draft.stops else Text("", "")
        return Text(own.vi + tail.vi, own.en + tail.en)
    spoken = draft.at or (draft.cells[0] if draft.cells else Place(None, ""))
    words: dict[str, object] = {
        "where": _sentence_start(texts.where(spoken.sheet, spoken.cell)),
        "what": texts.figure(form, draft.code, draft.sector, draft.measure),
        "found": draft.found,
        "expected": draft.expected,
        "allowed": draft.allowance,
        "sector": texts.SECTORS.get(draft.sector, Text("", "")),
        "column": texts.ZONE_COLUMNS.get(draft.measure, Text("", "")),
        **draft.words,
    }
    shown = {name: _shown(value, form, draft.code) for name, value in words.items()}
    message = texts.MESSAGES[draft.kind]
    vi = message.vi.format(**{name: text.vi for name, text in shown.items()})
    en = message.en.format(**{name: text.en for name, text in shown.items()})
    tail = _tail(draft, message)
    return Text(vi + tail.vi, en + tail.en)


def _sentence_start(text: Text) -> Text:
    return Text(text.vi[:1].upper() + text.vi[1:], text.en[:1].upper() + text.en[1:])


def _shown(value: object, form: Form, code: str) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, WholeOf):
        return texts.figure(form, *key_of(value))
    if isinstance(value, Ratio):
        return texts.ratio(form, value)
    if isinstance(value, AsWritten):
        return plain_number_text(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, date):
        return Text(f"{value:%d/%m/%Y}", value.isoformat())
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return _parts(value, form, code)
    return Text(str(value), str(value)) if value is not None else Text("", "")


def _parts(parts: tuple[tuple[str, float, float | None], ...], form: Form, code: str) -> Text:
    """`FDI 12 + DDI 4`, `212 (1.09) + 6 (1.01) − 1 (1.06)`, or the name of the only part."""
    names = [texts.part(form, column, code) for column, _, _ in parts]
    if len(parts) == 1:
        return names[0]  # what it comes to is said beside it
    vi, en = "", ""
    for index, (name, (_, coefficient, value)) in enumerate(zip(names, parts, strict=True)):
        sign = " − " if coefficient < 0 else " + " if index else ""
        shown = Text("x", "x") if value is None else number_text(value)
        if name.vi[0].isdigit():
            vi, en = f"{vi}{sign}{shown.vi} ({name.vi})", f"{en}{sign}{shown.en} ({name.en})"
        else:
            vi, en = f"{vi}{sign}{name.vi} {shown.vi}", f"{en}{sign}{name.en} {shown.en}"
    return Text(vi, en)


def _tail(draft: Draft, message: Text) -> Text:
    """The likely repair, else the request to check; and what could not be checked because of it."""
    vi, en = "", ""
    if draft.repairs:
        best = draft.repairs[0]
        first = best.cells[0] if best.cells else None
        spoken = draft.at or (draft.cells[0] if draft.cells else None)
        if first and len(best.cells) == 1 and first.value is not None and Place(first.sheet, first.cell) == spoken:
            cause = texts.CAUSES.get(best.cause)
            value = number_text(first.value)
            vi += texts.LIKELY_VALUE.vi.format(value=value.vi, why=f" ({cause.vi})" if cause else "")
            en += texts.LIKELY_VALUE.en.format(value=value.en, why=f" ({cause.en})" if cause else "")
        else:
            vi += texts.LIKELY_REPAIR.vi.format(repair=best.text_vi)
            en += texts.LIKELY_REPAIR.en.format(repair=best.text_en)
    elif texts.ASKS not in message.vi.lower() and draft.severity != INFO:
        vi, en = texts.CHECK_CELLS
    if draft.stops:
        more = texts.ALSO_STOPS.fill(count=draft.stops)
        vi, en = vi + more.vi, en + more.en
    return Text(vi, en)
