"""What rounding explains: sums that hold as precisely as their file is written, and not as the form declares.

Said for information, once a sheet; and an occupancy rate by another usual definition, which is a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from flows.ingest.frames import Received
from flows.texts import rules as texts
from flows.validate.figures.written import Written
from flows.validate.findings.draft import Draft
from schemas.form import Form
from schemas.language.checks.balances import Sum
from schemas.language.checks.precision import Declared
from schemas.language.checks.quotients import Quotient
from schemas.language.columns import ListSum, list_sum
from schemas.language.rule_set import RuleSet
from schemas.rules import INFO, QUERY

RULE = "R121"
OPERATING = "operating"  # the choice of a zone's status
_ROOM = 0.05 + 1e-6  # a rate is told to a tenth of a percent


def r121_explained_by_rounding(
    wide: pl.DataFrame, judged: pl.DataFrame, rules: RuleSet, form: Form
) -> list[tuple[str, str, int]]:
    """Submission, sheet and how many of its checks hold only because the file is written coarser than declared.

    judged: submission and whether each check holds as the file is written.
    """
    written, declared = Written(form), Declared(form)
    columns = written.coarser_in(wide)
    coarse = wide.filter(pl.any_horizontal(own.coarser for own in columns)) if columns else wide.clear()
    if coarse.is_empty():
        return []
    checks = [
        own
        for own in rules.rows
        if isinstance(own, Sum | Quotient) and own.code in form.by_code
        and any(written.column_of(name) in columns for name in own.operands)
    ]  # fmt: skip
    failing = coarse.select("submission", *(~replace(own, precision=declared).holds.alias(own.name) for own in checks))
    held = judged.select("submission", *(pl.col(own.name).alias(f"{own.name} held") for own in checks))
    both = failing.join(held, on="submission")
    only = [(pl.col(own.name) & pl.col(f"{own.name} held")).fill_null(False).alias(own.name) for own in checks]
    judged = both.select("submission", *only)
    found: dict[tuple[str, str], int] = {}
    for own in checks:
        for name in judged.filter(own.name)["submission"]:
            place = name, form.by_code[own.code].sheet
            found[place] = found.get(place, 0) + 1
    return [(*place, count) for place, count in sorted(found.items())]


def occupancy_by_another_definition(drafts: Iterable[Draft], rules: RuleSet, lines: Mapping[str, pl.DataFrame]) -> None:
    """R109: the rate of the zones in operation, or the mean of the rates of all or of those, is a query."""
    quotients = {check.name: check for check in rules.rows if isinstance(check, Quotient)}
    for draft in drafts:
        check = quotients.get(f"{draft.rule} {draft.kind} {draft.code} {draft.sector} {draft.measure}")
        if check is None or not isinstance(draft.found, float):
            continue
        sums = [listed_sum(name, rules) for name in (check.part, check.whole)]
        part, whole = sums
        if part is None or whole is None:
            continue
        mine = lines[part.sheet].filter(~pl.col("total") & (pl.col("submission") == draft.submission))
        for kind, rate in _rates(mine, part.amount, whole.amount, check.factor).items():
            if rate is not None and abs(rate - draft.found) <= _ROOM + (0.5 if draft.found == int(draft.found) else 0):
                draft.severity, draft.kind = QUERY, "occupancy_otherwise"
                draft.words = {**draft.words, "definition": texts.DEFINITIONS[kind]}
                break


def listed_sum(name: str, rules: RuleSet) -> ListSum | None:
    """The sum over all lines of a list that a figure is held against."""
    held = (check for check in rules.rows if isinstance(check, Sum) and check.own == name)
    sums = (list_sum(part) for check in held for part, _ in check.parts)
    return next((one for one in sums if one is not None and one.amount and not one.where), None)


def _rates(lines: pl.DataFrame, part: str, whole: str, factor: float) -> dict[str, float | None]:
    """The rate by other definitions; None where there is none."""
    open_, some = lines.filter(pl.col("status") == OPERATING), lines.filter(pl.col(whole) > 0)
    rate = pl.col(part).sum() / pl.col(whole).sum()
    mean = (pl.col(part) / pl.col(whole)).mean()
    of_some = some.select(mean).item(), some.filter(pl.col("status") == OPERATING).select(mean).item()
    found = {"operating": open_.select(rate).item(), "mean": of_some[0], "mean_operating": of_some[1]}
    return {kind: factor * one if one is not None else None for kind, one in found.items()}


def rounding_draft(version: Received, sheet: str, count: int, level: int) -> Draft:
    """R121 for one sheet, at its title."""
    draft = Draft(RULE, "rounded", INFO, level, version.submission, version.board, version.period)
    draft.code, draft.found = sheet, str(count)
    draft.words = {"sheet": texts.sheet_named(sheet), "count": str(count)}
    title = version.parsed.sheets_found.get(sheet) if version.parsed else None
    draft.cells = [title] if title else []
    return draft
