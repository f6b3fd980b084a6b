"""What a version changed against the version of its board and period before it, cell by cell, and who asked for it.

A change is asked for where a finding of the version before speaks of its cell, and where it follows: it stands in a
check with another change that was asked for. Everything is asked for of a version that was not read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import polars as pl

from flows.ingest.frames import Received
from flows.ingest.submission import BLANK, NUMBER, Place
from flows.texts import rules as texts
from flows.texts.numbers import exact_number_text
from flows.validate.acceptance.states import in_order
from flows.validate.drafting import Drafting, Drafts
from flows.validate.findings.draft import Draft
from flows.validate.findings.places import naming_column
from schemas.folding import fold
from schemas.form import Form, ValueKey
from schemas.language.columns import column, list_sum
from schemas.language.rule_set import RuleSet
from schemas.rules import ERROR, INFO, QUERY
from schemas.text import Text

VERSION_CHANGE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission": pl.String,
    "before": pl.String,  # the readable version before it
    "code": pl.String,  # of the line; of a list its sheet of the form
    "sector": pl.String,  # empty in a list
    "measure": pl.String,  # of a list the column; empty where a whole line came or went
    "line": pl.String,  # of a list what names its line; empty outside
    "sheet": pl.String,  # where it stands now; null where a line went
    "cell": pl.String,
    "was_sheet": pl.String,  # where it stood; null where a line came
    "was_cell": pl.String,
    "was": pl.String,  # as the files write it; empty for a blank
    "now": pl.String,
    "was_value": pl.Float64,  # null for what is no number
    "now_value": pl.Float64,
    "asked": pl.Boolean,  # null where nobody can say: the file is only checked
}
RULE = "R212"
SHOWN = 6
_OWN = ["submission", "before"]
_SIDES = (("was", "now"), ("now", "was"))


def version_changes(
    received: Mapping[str, Received], values: pl.DataFrame, lines: Mapping[str, pl.DataFrame], form: Form
) -> pl.DataFrame:
    """VERSION_CHANGE_SCHEMA of every version that has a readable one before it, `asked` null.

    values: VALUE_SCHEMA as the files have them. lines: form sheet -> line_schema.
    """
    last: dict[tuple[str, str], str] = {}
    pairs = []
    for version in in_order(received.values()):
        if version.parsed is None:
            continue
        place = version.period, version.board
        if place in last:
            pairs.append((version.submission, last[place]))
        last[place] = version.submission
    parts = [pl.DataFrame(schema=VERSION_CHANGE_SCHEMA)]
    if pairs:
        versions = pl.DataFrame(pairs, schema=_OWN, orient="row")
        parts.append(_of_form(versions, values))
        for sheet, frame in lines.items():
            parts.append(_of_list(versions, frame, sheet, form))
    return pl.concat(parts).sort(*_OWN, "code", "line", "measure", "sector")


def _of_form(versions: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    key = ["code", "sector", "measure"]
    cells = values.select(
        "submission", *key, "sheet", "cell", "state", value="value", text=pl.col("raw_text").fill_null("")
    )
    return _compared(versions, cells.with_columns(line=pl.lit("")), [*key, "line"])


def _of_list(versions: pl.DataFrame, frame: pl.DataFrame, sheet: str, form: Form) -> pl.DataFrame:
    """Lines of a list, known by their name and event, or as the second of that name, and so on."""
    columns = [item for item in form.whole.list_sheets[sheet] if item.type != "line"]
    name = naming_column({item.key: item for item in columns})
    marks = [name, *(item.key for item in columns if item.key == "event")]
    numbered = frame.filter(
        ~pl.col("total") & pl.col("submission").is_in([*versions["submission"], *versions["before"]])
    )
    named = numbered.with_columns(
        _name=pl.concat_str([pl.col(mark).fill_null("") for mark in marks], separator=" ").map_elements(
            fold, return_dtype=pl.String
        )
    ).with_columns(_nth=pl.int_range(pl.len()).over("submission", "_name"))
    cells = pl.concat(
        named.select(
            "submission",
            code=pl.lit(sheet),
            sector=pl.lit(""),
            measure=pl.lit(item.key),
            line=pl.col(name).fill_null(""),
            sheet="sheet",
            cell=f"{item.key}_cell",
            state=f"{item.key}_state",
            value=pl.col(item.key).cast(pl.Float64) if item.type in ("number", "year") else pl.lit(None, pl.Float64),
            text=pl.col(f"{item.key}_raw").fill_null(""),
            _name="_name",
            _nth="_nth",
        )
        for item in columns
    )
    found = _compared(versions, cells, ["code", "sector", "measure", "_name", "_nth"])
    came_or_went = pl.col("sheet").is_null() | pl.col("was_sheet").is_null()
    whole = found.filter(came_or_went & (pl.col("measure") == name)).with_columns(measure=pl.lit(""))
    return pl.concat([found.filter(~came_or_went), whole])


def _compared(versions: pl.DataFrame, cells: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The cells that are not what they were."""
    now = versions.join(cells, on="submission")
    was = versions.join(cells.rename({"submission": "before"}), on="before")
    both = now.join(was, on=[*_OWN, *key], how="full", suffix=" was", coalesce=True)
    states = [pl.col(name).fill_null(BLANK) for name in ("state", "state was")]
    numbers = (pl.col("state") == NUMBER) & (pl.col("state was") == NUMBER) & pl.col("value").is_not_null()
    figure = pl.when(numbers).then(pl.col("value") != pl.col("value was")).otherwise(pl.lit(False))
    words = pl.when(numbers | (states[0] == BLANK)).then(False).otherwise(_text("text") != _text("text was"))
    changed = (states[0] != states[1]) | figure | words
    line = pl.coalesce("line", "line was") if "line was" in both.columns else pl.col("line")
    chosen = {
        "line": line,
        "was_sheet": pl.col("sheet was"),
        "was_cell": pl.col("cell was"),
        "was": pl.col("text was").fill_null(""),
        "now": pl.col("text").fill_null(""),
        "was_value": pl.col("value was"),
        "now_value": pl.col("value"),
        "asked": pl.lit(None),
    }
    return both.filter(changed.fill_null(True)).select(
        chosen.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in VERSION_CHANGE_SCHEMA.items()
    )


def _text(name: str) -> pl.Expr:
    """What a cell says, however it is spaced and written."""
    return pl.col(name).fill_null("").str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " ")


# --- who asked ------------------------------------------------------------------------------------------


def with_asked(changes: pl.DataFrame, all_drafts: Drafts, rules: RuleSet, form: Form) -> pl.DataFrame:
    """The same with `asked`; findings of the versions before are among all drafts."""
    if changes.is_empty():
        return changes
    asked: list[bool] = []
    together = [
        {summed.sheet if (summed := list_sum(name)) else name for name in check.operands} for check in rules.rows
    ]
    for (_, before), own in groupby(changes.iter_rows(named=True), key=itemgetter(*_OWN)):
        asked += _Asking(all_drafts.of(before), together, form).of(list(own))
    return changes.with_columns(asked=pl.Series(asked, dtype=pl.Boolean))


@dataclass(frozen=True)
class _Asking:
    """The findings of the version before. together: what stands in one check, as `_name` names it."""

    drafts: Sequence[Draft]
    together: Sequence[set[str]]
    form: Form

    def of(self, rows: Sequence[Mapping[str, object]]) -> list[bool]:
        """Of each change whether it was asked for."""
        against = [draft for draft in self.drafts if draft.severity != INFO]
        if any(draft.level == 0 and draft.severity == ERROR and not draft.cells for draft in against):
            return [True] * len(rows)
        cells = {cell for draft in against for cell in draft.cells}
        cells |= {Place(c.sheet, c.cell) for draft in against for repair in draft.repairs for c in repair.cells}
        sheets = {cell.sheet for cell in cells}
        names = [self._name(row) for row in rows]
        mine = [
            Place(str(row["was_sheet"]), str(row["was_cell"])) in cells
            or (row["code"] in self.form.list_sheets and not row["measure"] and row["was_sheet"] in sheets)
            for row in rows
        ]
        mine = [own or (row["was_sheet"] is None and row["sheet"] in sheets) for own, row in zip(mine, rows)]
        reached = {name for name, own in zip(names, mine) if own}
        following = self._following(reached, set(names))
        return [name in following for name in names]

    def _name(self, row: Mapping[str, object]) -> str:
        """The column of the wide frame; of a list its sheet, as its lines stand in sums together."""
        code = str(row["code"])
        return (
            code if code in self.form.list_sheets else column(ValueKey(code, str(row["sector"]), str(row["measure"])))
        )

    def _following(self, reached: set[str], changed: set[str]) -> set[str]:
        """What changed with them through the checks both stand in."""
        while True:
            more = {name for names in self.together if names & reached for name in names & changed} - reached
            if not more:
                return reached
            reached = reached | more


# --- what is said ------------------------------------------------------------------------------------------


def r212_version_changes(changes: pl.DataFrame, drafting: Drafting) -> list[Draft]:
    """R212 of each version that changed anything: a query about what nobody asked for, and for information the rest."""
    drafts = []
    for own in changes.partition_by(_OWN, maintain_order=True):
        submission, before = own.select(_OWN).row(0)
        for kind, severity, asked in (
            ("changed_unasked", QUERY, False),
            ("changed_as_asked", INFO, True),
            ("changed_since", INFO, None),
        ):
            rows = list(own.filter(pl.col("asked").eq_missing(pl.lit(asked, pl.Boolean))).iter_rows(named=True))
            if rows:
                drafts.append(_draft(drafting, submission, before, kind, severity, rows))
    return drafts


# Parameters: what a draft says.
def _draft(
    drafting: Drafting, submission: str, before: str, kind: str, severity: str, rows: Sequence[Mapping[str, object]]
) -> Draft:
    version = drafting.received[submission]
    level = drafting.reference.rules[RULE].level
    draft = Draft(RULE, kind, severity, level, submission, version.board, version.period)
    draft.cells = list(dict.fromkeys(Place(row["sheet"], row["cell"]) for row in rows if row["cell"]))  # type: ignore[arg-type]
    draft.found = str(len(rows))
    draft.cause = f"{RULE} {kind}"  # what changed is said by itself, whatever else is said of the same cells
    earlier = drafting.received[before]
    draft.words = {
        "file": earlier.file,
        "date": earlier.received_at.date(),
        "count": str(len(rows)),
        "changes": _listed(rows),
    }
    draft.covers = tuple(sorted(f"{row['sheet']}!{row['cell']}={row['now']}" for row in rows))
    return draft


def _listed(rows: Sequence[Mapping[str, object]]) -> Text:
    """`Biểu 2, ô E8: 12 → 13; …`, the first of them."""
    shown = [_one(row) for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        shown.append(texts.MORE_CHANGES.fill(count=len(rows) - SHOWN))
    return Text("; ".join(text.vi for text in shown), "; ".join(text.en for text in shown))


def _one(row: Mapping[str, object]) -> Text:
    place = texts.where(*(str(row[name] or row[f"was_{name}"] or "") for name in ("sheet", "cell")))
    if not row["measure"]:
        known = texts.LINE_CAME if row["was_sheet"] is None else texts.LINE_WENT
        return known.fill(place=place, line=row["line"])
    was, now = (_shown(row[one], row[f"{one}_value"], row[f"{other}_value"]) for one, other in _SIDES)
    if was == now:
        was, now = (str(row[name]) or "–" for name in ("was", "now"))
    return texts.REPAIR_ONE.fill(where=place, found=was, value=now)


def _shown(text: object, value: object, beside: object) -> Text | str:
    """A figure, or what stands there; of a figure on one side alone that the other was not read, whatever it says."""
    if isinstance(value, float):
        return exact_number_text(value)
    written = str(text or "") or "–"
    return (
        texts.NOT_READ.fill(found=written) if isinstance(beside, float) and any(map(str.isdigit, written)) else written
    )


def changes_of(changes: pl.DataFrame, submissions: Iterable[str]) -> pl.DataFrame:
    """Those of these versions."""
    return changes.filter(pl.col("submission").is_in(list(submissions)))
