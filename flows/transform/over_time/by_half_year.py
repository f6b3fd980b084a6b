"""The tables that have a row of every version ever received, made by half-year and put together when asked for.

What has to do with one half-year alone is kept with its judgement; what tells of the past depends on more and is kept
under a digest of that. So of a run in which one file is new most of these tables is read and not made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import polars as pl

from flows.ingest.frames import Received, SubmissionFrames
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.transform import submission_tables
from flows.transform.defined import as_defined
from flows.transform.observations import lines_by_period, submission_values
from flows.transform.over_time.history import (
    NOW,
    THEN_SCHEMA,
    bloc_history,
    figures_then,
    first_known,
    history,
    versions_over_time,
)
from flows.transform.over_time.restated import restatement_table
from flows.transform.questioned import marked, open_of_every_version, questions
from flows.validate.by_period import HalfYear
from flows.validate.judgement_kept import Tables, joined
from flows.validate.kept import Entry, Kept, digest, frame_digest
from flows.validate.validation import Validation
from schemas.reference import Reference
from schemas.tables import Table, warehouse_tables
from schemas.warehouse import polars_schema

OF_VERSIONS = ("submission_values", "submissions", "findings", "rule_outcomes", "version_changes")
_HISTORY, _RESTATED, _FIRST, _PUBLIC = "history", "restatements", "first known", "first public"
_PLACE = ("board", "period")
_KEY = ("period", "board", "code", "sector", "measure")


class TablesAsked(Mapping[str, pl.DataFrame]):
    """Tables by name: some are held, the others put together each time they are asked for.

    for_deriving: the same for whoever needs of `history` only what stood when its period was made public, and no table
    of versions; all held.
    """

    def __init__(
        self, held: dict[str, pl.DataFrame], asked: Mapping[str, Callable[[], pl.DataFrame]], public: pl.DataFrame
    ) -> None:
        self.held, self._asked, self._public = held, asked, public

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.held[name] if name in self.held else self._asked[name]()

    def __iter__(self) -> Iterator[str]:
        return iter((*self.held, *self._asked))

    def __len__(self) -> int:
        return len(self.held) + len(self._asked)

    def for_deriving(self) -> dict[str, pl.DataFrame]:
        none = dict.fromkeys(self._asked, pl.DataFrame())
        return {**none, **self.held, _HISTORY: self._public}


def tables_of_versions(reference: Reference) -> Tables:
    """What makes the tables that have to do with one half-year alone; each as it is defined."""
    definitions = warehouse_tables(reference.form, reference.units)

    def made(frames: SubmissionFrames, judged: Validation) -> Mapping[str, pl.DataFrame]:
        asked = questions(open_of_every_version(judged.findings), judged.values)
        tables = {
            "submission_values": marked(submission_values(frames, judged, reference), asked),
            "submissions": submission_tables.submissions(frames, judged, reference),
            "findings": submission_tables.findings(judged, reference),
            "rule_outcomes": submission_tables.rule_outcomes(judged, reference),
            "version_changes": submission_tables.version_changes(judged),
        }
        return as_defined(tables, definitions)

    return made


def of_the_bloc(validation: Validation, reference: Reference) -> dict[str, pl.DataFrame]:
    """The rows of `findings` and `rule_outcomes` that are about no board, as they are defined."""
    about_none = replace(validation, findings=tuple(one for one in validation.findings if not one.submission))
    tables = {
        "findings": submission_tables.findings(about_none, reference),
        "rule_outcomes": submission_tables.rule_outcomes(about_none, reference),
    }
    return as_defined(tables, warehouse_tables(reference.form, reference.units))


def together(parts: Iterable[pl.DataFrame], table: Table) -> pl.DataFrame:
    """Parts of a table, each in its order and no board and period in two of them, as one in its order."""
    place = [name for name in table.order[:2] if name in _PLACE]
    found = []
    for part in parts:
        first = 0
        for *key, rows in part.group_by(place, maintain_order=True).len().iter_rows():
            found.append((key, part.slice(first, rows)))
            first += rows
    ordered = (rows for _, rows in sorted(found, key=lambda one: [name or "" for name in one[0]]))
    return pl.concat([pl.DataFrame(schema=polars_schema(table)), *ordered], rechunk=True)


# Parameters: what is held, what was judged, and all that the tables of the past depend on.
def by_half_year(
    held: dict[str, pl.DataFrame],
    halves: Sequence[HalfYear],
    frames: SubmissionFrames,
    validation: Validation,
    decisions: Decisions,
    context: BlocContext,
    reference: Reference,
    kept: Kept,
) -> TablesAsked:
    """The tables that are `held` and all that are made half-year by half-year.

    Args:
        decisions: all that were made, also those that ended.
    """
    definitions = warehouse_tables(reference.form, reference.units)
    received, states = frames.received.values(), validation.states

    def frames_of(names: Collection[str]) -> SubmissionFrames:
        found = set(states.filter(pl.col("submission").is_in(list(names)))["period"])
        return joined(half.frames().of(names) for half in halves if half.period in found or not half.period)

    spans, judged = versions_over_time(received, states, frames_of, decisions, context, reference)
    pasts: list[Entry] = []
    totals: list[pl.DataFrame] = []
    chain: list[str] = []
    for half in halves:
        own = _Own.of(half, spans, states, decisions, received)
        figures = own.earlier(judged, reference)
        chain.append(digest("past", half.key, *own.depends_on(), frame_digest(figures)))
        pasts.append(kept.load(chain[-1]) or kept.keep(chain[-1], own.past(figures, reference), b""))
        key = digest("totals over time", chain)
        entry = kept.load(key)
        if entry is None:
            first = pl.concat(past.frame(_FIRST) for past in pasts)
            made = {"bloc_history": bloc_history(pasts[-1].frame(_HISTORY), first, reference)}
            entry = kept.keep(key, as_defined(made, definitions), b"")
        totals.append(entry.frame("bloc_history"))
    bloc = of_the_bloc(validation, reference)

    def asked(name: str) -> pl.DataFrame:
        of_versions = (half.table(name) for half in halves)
        more = [bloc[name]] if name in bloc else []
        return together([*of_versions, *more], definitions[name])

    tables: dict[str, Callable[[], pl.DataFrame]] = {name: partial(asked, name) for name in OF_VERSIONS}
    for name in (_HISTORY, _RESTATED):
        tables[name] = partial(lambda name: together([past.frame(name) for past in pasts], definitions[name]), name)
    held = {**held, "bloc_history": together(totals, definitions["bloc_history"])}
    return TablesAsked(held, tables, together([past.frame(_PUBLIC) for past in pasts], definitions[_HISTORY]))


@dataclass(frozen=True)
class _Own:
    """What of all that is known of the past is about one half-year."""

    half: HalfYear
    spans: pl.DataFrame
    states: pl.DataFrame
    decisions: Decisions
    received: Sequence[Received]

    @staticmethod
    def of(
        half: HalfYear,
        spans: pl.DataFrame,
        states: pl.DataFrame,
        decisions: Decisions,
        received: Iterable[Received],
    ) -> _Own:
        if not half.period:
            return _Own(half, spans, states, decisions, list(received))
        made = Decisions(
            tuple(one for one in decisions.corrections if one.period == half.period),
            tuple(one for one in decisions.waivers if one.period == half.period),
        )
        mine = [version for version in received if version.period == half.period]
        return _Own(half, spans.filter(period=half.period), states.filter(period=half.period), made, mine)

    def earlier(self, judged: Sequence[Validation], reference: Reference) -> pl.DataFrame:
        """The figures of what stood as it was judged before."""
        numbers = self.spans.filter(pl.col("judgement") != NOW)["judgement"].unique().sort()
        of_spans = ((judged[number], self.spans.filter(judgement=number)) for number in numbers)
        rows = [figures_then(one.states, one.values, spans, reference) for one, spans in of_spans]
        return pl.concat([pl.DataFrame(schema=THEN_SCHEMA), *rows])

    def depends_on(self) -> Iterator[object]:
        """All that the past of the half-year depends on, but for its judgement and earlier ones."""
        yield self.spans.rows()
        yield [asdict(one) for one in self.decisions.corrections]
        yield [asdict(one) for one in self.decisions.waivers]

    def past(self, earlier: pl.DataFrame, reference: Reference) -> dict[str, pl.DataFrame]:
        """`history` and `restatements`, and of the first what totals and derived tables are made of."""
        values = self.half.table("submission_values").rename({"cell_state": "state"})
        of_form = values.join(lines_by_period(values["period"], reference.form), on=["period", "code"], how="semi")
        now = figures_then(self.states, of_form, self.spans.filter(judgement=NOW), reference)
        figures = marked(history(pl.concat([earlier, now.select(earlier.columns)])), values.filter("questioned"))
        tables = {
            _HISTORY: figures,
            _RESTATED: restatement_table(figures, self.received, self.decisions, reference),
        }
        made = as_defined(tables, warehouse_tables(reference.form, reference.units))
        return {**made, _FIRST: first_known(made[_HISTORY]), _PUBLIC: _first_public(made[_HISTORY], reference)}


def _first_public(figures: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The rows of `history` that tell what was known at the conference of their period, or first (measure actual)."""
    days = [(str(period), entry.conference) for period, entry in reference.calendar.items()]
    schema = {"period": pl.String, "_day": pl.Date}
    stood = figures.filter(
        pl.col("measure") == "actual", pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("known_from"))
    ).join(pl.DataFrame(days, schema=schema, orient="row"), on="period", how="left", maintain_order="left")
    then = (pl.col("known_from") <= pl.col("_day")) & (
        pl.col("known_to").is_null() | (pl.col("_day") < pl.col("known_to"))
    )
    first = pl.col("known_from") == pl.col("known_from").min().over(_KEY)
    return stood.filter(then.fill_null(False) | first).drop("_day")
