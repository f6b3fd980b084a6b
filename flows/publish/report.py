"""report.html: one period for a conference, in Vietnamese and then in English, each part to be printed by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

import polars as pl

from flows.publish.html_pages import Html, badge, grid, group_row, html, page, tag
from flows.texts import report as texts
from flows.texts.numbers import exact_number_text, number_text
from flows.texts.release import reached
from schemas.periods import VIETNAM, Period, parse_period
from schemas.reference import Reference
from schemas.rules import INFO
from schemas.tables import VERDICT_AGREES, VERDICT_DIFFERS, VERDICT_NOT_COMPARABLE, VERDICT_SLIP
from schemas.text import Text

_STATE_BADGES = {
    "accepted": "good",
    "nil": "good",
    "accepted_with_queries": "warn",
    "received": "warn",
    "rejected": "bad",
    "unreadable": "bad",
    "missing": "bad",
}
_VERDICT_BADGES = {VERDICT_AGREES: "good", VERDICT_SLIP: "warn", VERDICT_DIFFERS: "bad", VERDICT_NOT_COMPARABLE: ""}
_IN = ("accepted", "accepted_with_queries", "nil")


@dataclass(frozen=True)
class _Part:
    """One language of the report: which half of each text, and how its figures are written."""

    say: Callable[[Text], str]
    date: str

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """A figure as people of this language write it; exact unless decimals are given."""
        if value is None:
            return ""
        return self.say(exact_number_text(value) if decimals is None else number_text(value, decimals))

    def total(self, value: float | None, decimals: int) -> str:
        """A total with the decimals the form declares; the tables hold it in full."""
        return "–" if value is None else self.number(value, decimals)


_VI = _Part(attrgetter("vi"), "%d/%m/%Y")
_EN = _Part(attrgetter("en"), "%Y-%m-%d")


def report_html(
    frames: Mapping[str, pl.DataFrame], facts: Mapping[str, object], period: Period, reference: Reference
) -> str:
    """The page, from the tables of a release and what its manifest says it is about."""
    reference = reference.in_force(period)
    of_period = {
        name: frames[name].filter(period=str(period)) for name in ("submissions", "findings", "bloc_summary", "periods")
    }
    # The second half closes the year: what was published of the year is compared beside it.
    closed = [str(period), *([str(period.year_period)] if period.half == 2 else [])]
    of_period["reconciliation"] = frames["reconciliation"].filter(pl.col("period").is_in(closed))
    of_period = {name: table.with_columns(pl.col(pl.String).fill_null("")) for name, table in of_period.items()}
    parts = [
        tag("section", *_part(part, of_period, facts, period, reference), class_="part", lang=language)
        for part, language in ((_VI, "vi"), (_EN, "en"))
    ]
    return page(f"{texts.TITLE.vi} – {period}", *parts)


def _part(
    part: _Part,
    tables: Mapping[str, pl.DataFrame],
    facts: Mapping[str, object],
    period: Period,
    reference: Reference,
) -> list[Html]:
    say = part.say
    whole = tables["periods"].row(0, named=True)
    reported, expected = whole["boards_reported"], whole["boards_expected"]
    status = str(facts["status"])
    moment = datetime.fromisoformat(str(facts["as_of"])).astimezone(VIETNAM)
    named = say(Text(period.text_vi, period.text_en))
    contents = [
        tag("h1", say(texts.TITLE)),
        tag("p", named[0].upper() + named[1:]),
        tag(
            "div",
            badge(say(texts.STATUS[status]), "good" if status == "final" else "warn"),
            badge(
                say(texts.BOARDS_IN.fill(reported=reported, expected=expected)),
                "good" if reported == expected else "bad",
            ),
            tag("span", say(texts.AS_OF.fill(moment=moment.strftime(f"{part.date} %H:%M")))),
            class_="facts",
        ),
        tag("p", say(texts.INPUTS.fill(digest=facts["release_inputs_sha256"])), class_="soft small"),
    ]
    if reported < expected:
        contents.append(tag("div", say(texts.INCOMPLETE), class_="notice"))
    for again in facts.get("provisional_again", ()):  # type: ignore[attr-defined]
        if again["period"] == str(period):
            contents.append(tag("div", say(Text(again["vi"], again["en"])), class_="notice"))
    contents += [
        tag("h2", say(texts.BOARDS)),
        _boards(part, tables["submissions"], period, reference),
        tag("h2", say(texts.TOTALS)),
        _totals(part, tables["bloc_summary"], reference),
        tag("h2", say(texts.COMPARISON)),
        _comparison(part, tables["reconciliation"], reference),
        tag("h2", say(texts.FINDINGS)),
        *_findings(part, tables["findings"], period, reference),
        tag("h2", say(texts.RESTATED)),
        *_restated(part, facts, period, reference),
        tag("h2", say(texts.NOTES)),
        *_notes(part, period, reference),
    ]
    return contents


def _boards(part: _Part, submissions: pl.DataFrame, period: Period, reference: Reference) -> Html:
    say = part.say
    rows: list[tuple[object, ...]] = []
    for board in reference.boards.members(period):
        mine = submissions.filter(board=board.slug).sort("received_at", "receipt_line").to_dicts()
        if not mine:
            rows.append((board.name_vi, _state(part, "missing"), "", "", "", "", "", ""))
            continue
        shown = next((row for row in mine if row["in_force"]), mine[-1])
        state = _state(part, shown["state"])
        if mine[-1] is not shown and mine[-1]["state"] in ("rejected", "unreadable"):
            state = Html(f"{state} {badge(say(texts.LATER_REJECTED), 'bad')}")
        rows.append(
            (
                board.name_vi,
                state,
                shown["received_at"].strftime(part.date),
                shown["days_late"] or "",
                len(mine),
                shown["errors"] or "",
                shown["queries"] or "",
                shown["file"],
            )
        )
    heads = (texts.BOARD, texts.STATE, texts.RECEIVED, texts.DAYS_LATE, texts.VERSIONS, texts.ERRORS, texts.QUERIES)
    classes = ("word", "", "word", "number", "number", "number", "number", "code")
    return grid([say(text) for text in (*heads, texts.FILE)], rows, classes)


def _state(part: _Part, state: str) -> Html:
    return badge(part.say(texts.STATES[state]), _STATE_BADGES.get(state, ""))


def _totals(part: _Part, summary: pl.DataFrame, reference: Reference) -> Html:
    say = part.say
    if summary.is_empty():
        return tag("p", say(texts.NO_TOTALS))
    form = reference.form
    rows: list[tuple[object, ...] | Html] = []
    by_line = {(row["code"], row["sector"]): row for row in summary.iter_rows(named=True)}
    width = 6
    for sheet, lines in form.by_sheet.items():
        shown = [line for line in lines if any((line.code, sector) in by_line for sector in line.units)]
        if shown:
            described = form.sheet_by_name[sheet]
            rows.append(group_row(f"{sheet}. {say(Text(described.title_vi, described.title_en))}", width))
        for line in shown:
            found = {sector: by_line[line.code, sector] for sector in line.units if (line.code, sector) in by_line}
            counted = min(row["boards_reported"] for row in found.values())
            expected = max(row["boards_expected"] for row in found.values())
            cells = [_figure(part, found.get(sector), line.decimals, reference) for sector in ("fdi", "ddi", "total")]
            boards = badge(f"{counted}/{expected}", "bad") if counted < expected else Html(f"{counted}/{expected}")
            rows.append((line.code, say(Text(line.label_vi, line.label_en)), *cells, boards))
    heads = (texts.CODE, texts.INDICATOR, texts.FDI, texts.DDI, texts.TOTAL, texts.BOARDS_COUNTED)
    return grid([say(t) for t in heads], rows, ("code", "", "number", "number", "number", "number"))


def _figure(part: _Part, row: Mapping[str, object] | None, decimals: int, reference: Reference) -> Html:
    if row is None:
        return Html("")
    unit = reference.units.by_name[str(row["unit"])]
    label = part.say(Text(unit.label_vi, unit.label_en))
    value = row["value"]
    text = f"{html(part.total(value if isinstance(value, float) else None, decimals))} "
    text += tag("span", label, class_="soft small")
    if row["open_queries"]:
        likely = "–" if row["likely_value"] is None else part.total(row["likely_value"], decimals)  # type: ignore[arg-type]
        text += Html("<br>") + badge(part.say(texts.IN_QUESTION.fill(likely=likely)), "warn")
    if not row["complete"] and isinstance(row["value_with_estimates"], float):
        estimated = part.total(row["value_with_estimates"], decimals)
        text += Html("<br>") + tag("span", part.say(texts.ESTIMATED.fill(value=estimated)), class_="soft small")
    share = row["share_of_previous"]
    if isinstance(share, float) and share < 1:
        text += Html("<br>") + tag("span", _share(part, share), class_="soft small")
    return Html(text)


def _share(part: _Part, share: float) -> str:
    """`tỷ trọng kỳ trước 83,1 %`."""
    return f"{part.say(texts.SHARE).lower()} {part.number(round(100 * share, 1), 1)} %"


def _comparison(part: _Part, table: pl.DataFrame, reference: Reference) -> Html:
    say = part.say
    if table.is_empty():
        return tag("p", say(texts.NO_PUBLISHED))
    rows: list[tuple[object, ...] | Html] = []
    shown = ""
    for row in table.sort("period", "line").iter_rows(named=True):
        if row["period"] != shown:
            shown = row["period"]
            named = parse_period(shown)
            rows.append(group_row(say(Text(named.text_vi, named.text_en)), 8))
        line = reference.form.by_code.get(row["code"])
        unit = reference.units.by_name[row["unit"]] if row["unit"] else None
        label = say(Text(unit.label_vi, unit.label_en)) if unit else ""
        ours = "–" if row["ours"] is None else f"{part.total(row['ours'], line.decimals if line else 0)} {label}"
        written = f"{row['published_as_written']} {row['unit_as_written']}".strip()
        ratio = "" if row["ratio"] is None else part.number(float(f"{row['ratio']:.4g}"))
        rows.append(
            (
                row["code"],
                say(Text(line.label_vi, line.label_en)) if line else "",
                {"fdi": "FDI", "ddi": "DDI"}.get(row["sector"], say(texts.TOTAL)),
                written,
                ours,
                ratio,
                _verdict(part, row["verdict"], Text(row["why_vi"], row["why_en"])),
                row["source"],
            )
        )
    heads = (texts.CODE, texts.INDICATOR, texts.SECTOR, texts.PUBLISHED, texts.OURS, texts.RATIO, texts.VERDICT)
    classes = ("code", "", "word", "number", "number", "number", "", "small")
    return grid([say(text) for text in (*heads, texts.SOURCE)], rows, classes)


def _verdict(part: _Part, verdict: str, why: Text) -> Html:
    shown = badge(part.say(texts.VERDICTS[verdict]), _VERDICT_BADGES[verdict])
    return Html(f"{shown} {tag('span', part.say(why), class_='soft small')}") if why.en else shown


def _findings(part: _Part, table: pl.DataFrame, period: Period, reference: Reference) -> list[Html]:
    say = part.say
    in_force = table.filter("in_force")
    shown = in_force.filter(pl.col("severity") != INFO)
    names = {board.slug: board.name_vi for board in reference.boards.members(period)}
    entries: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for row in shown.sort("board", "submission", "finding").iter_rows(named=True):
        cause = row["cause"] or f"#{row['finding']}"
        entries.setdefault((row["submission"], cause), []).append(row)
    rows = []
    for found in entries.values():
        first = found[0]
        place = "!".join(str(word) for word in (first["sheet"], first["cell"]) if word) or first["code"]
        message = html(first["message_vi"] if part is _VI else first["message_en"])
        if len(found) > 1:
            message = Html(
                f"{message} {tag('span', say(texts.MORE_OF_CAUSE.fill(count=len(found) - 1)), class_='soft')}"
            )
        if first["waived_by"]:
            message = Html(f"{message} {badge(say(texts.WAIVED.fill(who=first['waived_by'])), 'good')}")
        severity = str(first["severity"])
        board = names.get(str(first["board"]), str(first["board"]))
        kind = badge(say(texts.SEVERITIES[severity]), "bad" if severity == "error" else "warn")
        rows.append((board, kind, first["rule"], place, message))
    contents = []
    if rows:
        heads = (texts.BOARD, texts.STATE, texts.RULE, texts.PLACE, texts.MESSAGE)
        contents.append(grid([say(text) for text in heads], rows, ("word", "", "word", "code", "")))
    else:
        contents.append(tag("p", say(texts.NO_FINDINGS)))
    infos = in_force.filter(pl.col("severity") == INFO, pl.col("submission") != "").height
    if infos:
        contents.append(tag("p", say(texts.INFOS.fill(count=infos)), class_="soft"))
    return contents


def _restated(part: _Part, facts: Mapping[str, object], period: Period, reference: Reference) -> list[Html]:
    """The corrections of this period and of those before it."""
    say = part.say
    given = facts.get("restatements")
    shown = [one for one in given if parse_period(one["period"]) <= period] if isinstance(given, list) else []
    if not shown:
        return [tag("p", say(texts.NO_RESTATED))]
    rows = []
    for one in shown:
        board = reference.boards.find(one["board"], parse_period(one["period"]))
        line, unit = reference.form.by_code.get(one["code"]), reference.units.by_name.get(one["unit"])
        label = say(Text(line.label_vi, line.label_en)) if line else one["code"]
        rows.append(
            (
                one["period"],
                board.name_vi if board else one["board"],
                f"{one['code']} {label} ({one['sector']} {one['measure']})",
                one["from"] or "–",
                f"{one['to']} {say(Text(unit.label_vi, unit.label_en)) if unit else ''}".strip(),
                f"{one['reason']} ({one['approved_by']}, {one['date'][:10]})",
                "; ".join(say(reached(entry)) for entry in one["reaches"]),
            )
        )
    heads = (texts.PERIOD, texts.BOARD, texts.INDICATOR, texts.WAS, texts.IS, texts.REASON, texts.REACHES)
    classes = ("word", "word", "", "number", "number", "", "small")
    return [tag("p", say(texts.RESTATED_NOTE), class_="soft"), grid([say(text) for text in heads], rows, classes)]


def _notes(part: _Part, period: Period, reference: Reference) -> list[Html]:
    notes = [texts.NOTE_SUM, texts.NOTE_SHARE]
    rate = reference.exchange_rates.get(period)
    said = [part.say(note) for note in notes]
    if rate:
        filled = texts.NOTE_RATE.fill(date=rate.date.strftime(part.date), rate=part.number(rate.vnd_per_usd))
        said.append(part.say(filled))
    return [tag("p", text, class_="soft small") for text in said]
