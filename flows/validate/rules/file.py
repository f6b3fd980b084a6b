"""Level 0: what reading found, and whether the file is what it was received as. One function a rule of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from flows.ingest.frames import Received
from flows.ingest.submission import BLANK, Place, Problem
from flows.texts import rules as texts
from flows.texts.numbers import plain_number_text
from flows.validate.figures.history import Accepted
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import Repair, RepairCell
from schemas.form import Form, ValueKey
from schemas.language.columns import column
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR, Rule
from schemas.text import Text

_SHOWN = 6  # proposals for one column that stand in the sentence; all of them are in the data


def of_reading(received: Received, rules: dict[str, Rule]) -> Iterator[Draft]:
    """F01 for a file that could not be read, and every problem reading itself found (F02, F06 to F10, F12)."""
    if received.unreadable:
        reason, details = received.unreadable
        yield _draft("F01", reason, received, ERROR, message=problem_text("F01", reason, details, None, "", ""))
        return
    if received.parsed is None:
        return
    for problem in received.parsed.problems:
        severity = rules[problem.rule].severity if problem.rule in rules else ERROR
        draft = _draft(problem.rule, problem.kind, received, severity)
        draft.code, draft.sector, draft.measure = problem.code, problem.sector, problem.measure
        draft.found, draft.expected = problem.found, problem.expected
        draft.cells = list(problem.cells)
        draft.repairs = _proposals(problem)
        if problem.code and problem.sector and problem.measure:
            draft.columns = (column(ValueKey(problem.code, problem.sector, problem.measure)),)
        place = problem.cells[0] if problem.cells else None
        draft.message = problem_text(
            problem.rule, problem.kind, problem.details, place, problem.found, problem.expected
        )
        yield draft


def _proposals(problem: Problem) -> tuple[Repair, ...]:
    """What a column of days or identifiers may have held, where that is certain: one repair for all of its cells."""
    known = [(place, text) for place, text in zip(problem.cells, problem.proposed) if text]
    if not known:
        return ()
    cells = tuple(RepairCell(*place, problem.code, "", "", None, None, text) for place, text in known)
    ways = [(texts.where(*place), text) for place, text in known[:_SHOWN]]
    more = "; …" if len(known) > _SHOWN else ""
    vi, en = ("; ".join(f"{at[side]}: {text}" for at, text in ways) + more for side in (0, 1))
    return (Repair(cells, "", vi, en),)


def problem_text(rule: str, kind: str, details: dict[str, str], place: Place | None, found: str, expected: str) -> Text:
    """The message of a problem; its template is kept by the texts of reading."""
    from flows.texts import reading

    at = texts.where(*place) if place else texts.WHOLE_FILE
    template: Text = reading.MESSAGES.get(kind) or texts.PROBLEM
    shown = reading.with_hidden_named(found)
    places = {"rule": rule, "expected": expected, **details}
    sheet = texts.sheet_named(details.get("sheet", ""))
    return Text(
        template.vi.format_map(_Known({**places, "sheet": sheet.vi, "where": at.vi, "found": shown.vi})),
        template.en.format_map(_Known({**places, "sheet": sheet.en, "where": at.en, "found": shown.en})),
    )


class _Known(dict[str, str]):
    """Places of a text; one that reading did not fill shows as a gap and stops nobody's submission."""

    def __missing__(self, name: str) -> str:
        return "…"


def show_history_beside_questions(drafts: Iterable[Draft], period: Period, accepted: Accepted) -> None:
    """F07: what the board reported before stands beside the question; it does not answer it."""
    from flows.texts import reading

    for draft in drafts:
        message = draft.message
        if draft.rule != "F07" or not draft.sector or message is None:
            continue
        key = ValueKey(draft.code, draft.sector, draft.measure)
        before = [plain_number_text(value) for value in accepted.earlier(draft.board, period).get(key, [])[-6:]]
        if before:
            told = Text("; ".join(text.vi for text in before), "; ".join(text.en for text in before))
            more = reading.HISTORY
            draft.message = Text(
                message.vi + more.vi.format(values=told.vi), message.en + more.en.format(values=told.en)
            )


def f03_board_on_cover(received: Received, reference: Reference) -> Draft | None:
    """The cover names a member of the bloc in that period, and the board the file was received from."""
    if received.parsed is None:
        return None
    cover, period = received.parsed.cover, parse_period(received.period)
    boards = reference.boards
    board = boards.find(received.board, period)
    expected = board.board_name_vi if board else received.board
    members = [slug for slug in cover.board_slugs if boards.member(slug, period)]
    if members == [received.board]:
        return None
    if not cover.board_text:
        kind = "board_missing"
    elif not members:
        kind = "board_not_member"
    elif len(members) > 1:
        kind = "board_unclear"
    else:
        kind = "board_other"
    draft = _draft("F03", kind, received, ERROR, code="Bia", found=cover.board_text, expected=expected)
    draft.cells = [Place(*cover.board_place)] if cover.board_place else []
    draft.words = {"period": Text(period.text_vi, period.text_en), "candidates": ", ".join(members)}
    return draft


def f04_period_on_cover(received: Received) -> Draft | None:
    """The cover's period is the one the file was received for; a year-end file may give the whole year."""
    if received.parsed is None:
        return None
    cover, period = received.parsed.cover, parse_period(received.period)
    if cover.period == received.period or (period.half == 2 and cover.period == str(period.year_period)):
        return None
    kind = "period_other" if cover.period_text or cover.period else "period_missing"
    found = cover.period_text or cover.period
    draft = _draft("F04", kind, received, ERROR, code="Bia", found=found, expected=period.text_vi)
    draft.cells = [Place(*cover.period_place)] if cover.period_place else []
    draft.words = {"expected": Text(period.text_vi, period.text_en)}
    return draft


def f05_cells_filled(
    values: pl.DataFrame, lines: dict[str, pl.DataFrame], received: dict[str, Received], form: Form
) -> tuple[list[Draft], pl.DataFrame]:
    """Required cells hold a value or x. Gives the drafts, and submission, passed, failed (UInt32).

    A sheet that was not found is F02's; a line that was not found is one finding, not one a cell.
    """
    must = [
        (line.code, c.sector, c.measure)
        for line in form.indicators
        for c in line.columns
        if c.sector in line.units and line.must_be_filled(c)
    ]
    required = pl.DataFrame(must, schema={"code": pl.String, "sector": pl.String, "measure": pl.String}, orient="row")
    mine = values.join(required, on=["code", "sector", "measure"], how="semi")
    counts = mine.group_by("submission").agg(
        (pl.col("state") != BLANK).sum().alias("passed").cast(pl.UInt32),
        (pl.col("state") == BLANK).sum().alias("failed").cast(pl.UInt32),
    )
    drafts = []
    absent: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in mine.filter(pl.col("state") == BLANK).iter_rows(named=True):
        if row["cell"]:
            version = received[row["submission"]]
            draft = _draft("F05", "blank", version, ERROR, code=row["code"])
            draft.sector, draft.measure = row["sector"], row["measure"]
            draft.cells = [Place(row["sheet"], row["cell"])]
            draft.columns = (column(ValueKey(row["code"], row["sector"], row["measure"])),)
            drafts.append(draft)
        else:
            absent.setdefault((row["submission"], row["code"]), []).append((row["code"], row["sector"], row["measure"]))
    drafts += _absent_lines(mine, absent, received, form, {code for code, _, _ in must})
    of_lists, extra = _blank_in_lists(lines, received, form)
    if extra:
        counts = pl.concat([counts, *extra]).group_by("submission").agg(pl.col("passed", "failed").sum())
    return drafts + of_lists, counts.with_columns(pl.col("passed", "failed").cast(pl.UInt32))


def _blank_in_lists(
    lines: dict[str, pl.DataFrame], received: dict[str, Received], form: Form
) -> tuple[list[Draft], list[pl.DataFrame]]:
    """The same of required fields of lists: drafts, and submission, passed, failed a list."""
    drafts = []
    extra = []
    for sheet, frame in lines.items():
        columns = [item for item in form.list_sheets[sheet] if item.required]
        numbered = frame.filter(~pl.col("total"))
        empty = {
            item.key: (pl.col(f"{item.key}_state") == BLANK) | pl.col(f"{item.key}_state").is_null() for item in columns
        }
        failed = pl.sum_horizontal(is_empty.sum() for is_empty in empty.values())
        counted = numbered.group_by("submission").agg(
            *(is_empty.sum().alias(key) for key, is_empty in empty.items()),
            failed.alias("failed"),
            (pl.len() * len(columns) - failed).alias("passed"),
        )
        extra.append(counted.select("submission", pl.col("passed", "failed").cast(pl.UInt32)))
        for item in columns:
            if not counted[item.key].sum():
                continue
            # A column that was not found is one question about its heading, not one a line.
            asked = [name for name, version in received.items() if _heading_asked(version, sheet, item.label_vi)]
            for line in numbered.filter(empty[item.key] & ~pl.col("submission").is_in(asked)).iter_rows(named=True):
                draft = _draft("F05", "list_blank", received[line["submission"]], ERROR, code=sheet)
                cell = line[f"{item.key}_cell"] or f"A{line['row']}"
                draft.cells = [Place(line["sheet"], cell)]
                draft.words = {"column": Text(item.label_vi, item.label_en), "line": str(line["number"])}
                drafts.append(draft)
    return drafts, extra


def _heading_asked(version: Received, sheet: str, label: str) -> bool:
    """Whether a column of the sheet was not found and that is asked about."""
    problems = version.parsed.problems if version.parsed else ()
    asked = (one.expected for one in problems if (one.kind, one.code) == ("column_unknown", sheet))
    return any(label in expected.split("; ") for expected in asked)


def _absent_lines(
    values: pl.DataFrame,
    absent: dict[tuple[str, str], list[tuple[str, str, str]]],
    received: dict[str, Received],
    form: Form,
    required: set[str],
) -> list[Draft]:
    """One draft a required line that the file does not have, in a sheet that it has."""
    present = values.group_by("submission").agg(pl.col("code").unique())
    codes = dict(present.iter_rows())
    for name, version in received.items():
        if version.parsed is None:
            continue
        for code in required - set(codes.get(name, ())):
            absent.setdefault((name, code), [])
    drafts = []
    for (name, code), _ in sorted(absent.items()):
        parsed, line = received[name].parsed, form.by_code[code]
        if parsed is None or line.sheet not in parsed.sheets_found:
            continue
        draft = _draft("F05", "line_absent", received[name], ERROR, code=code)
        draft.cells = [Place(*parsed.sheets_found[line.sheet])]
        draft.columns = tuple(column(key) for key in line.keys)
        draft.words = {"code": code, "label": Text(line.label_vi, line.label_en)}
        drafts.append(draft)
    return drafts


# Parameters: the fields of a draft.
def _draft(
    rule: str,
    kind: str,
    received: Received,
    severity: str,
    *,
    code: str = "",
    found: str = "",
    expected: str = "",
    message: Text | None = None,
) -> Draft:
    draft = Draft(
        rule=rule,
        kind=kind,
        severity=severity,
        level=0,
        submission=received.submission,
        board=received.board,
        period=received.period,
        code=code,
        found=found,
        expected=expected,
    )
    draft.message = message
    return draft
