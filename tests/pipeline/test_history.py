"""What was known on a day is a WHERE clause: the tables of history against what `--as-of` builds."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest

from flows.ingest.cache import read_version
from flows.ingest.outcomes import Outcome
from flows.raw_folder.decision_files import (
    CORRECTION_COLUMNS,
    CORRECTIONS,
    WAIVER_COLUMNS,
    WAIVERS,
    append_decision,
)
from flows.raw_folder.snapshot import Version
from flows.raw_folder.store import RawStore
from flows.steps.judged import Judged, judge_raw
from flows.transform.over_time.by_half_year import by_half_year, tables_of_versions
from flows.transform.over_time.restated import restatement_table
from flows.transform.tables import figures_and_totals
from flows.validate.acceptance.waivers import fingerprint
from flows.validate.by_period import HalfYear, judge_by_period
from flows.validate.kept import NOTHING_KEPT
from schemas.periods import parse_moment, parse_period
from schemas.reference import Reference
from tests.pipeline.conftest import copy_periods

PERIODS = ("2022-H1", "2022-H2", "2023-H1", "2025-H1", "2025-H2")
KEY = ["period", "board", "code", "sector", "measure"]
LINE = ["period", "code", "sector"]
LONG = bool(os.environ.get("ZONES_LONG"))


def rewrite_receipts(store: RawStore, period: str, **moments: str) -> None:
    """Move receipts: board (with `_`) -> another moment of all its versions."""
    path = store.root / period / "receipts.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        row["received_at"] = moments.get(row["board"].replace("-", "_"), row["received_at"])
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def decide(
    store: RawStore, period: str, board: str, cell: str, expect: str, value: str, day: str, end: str = ""
) -> None:
    code, sector, measure = cell.split()
    fields = dict(
        zip(CORRECTION_COLUMNS, (board, code, sector, measure, expect, value, "gõ nhầm", "A", day), strict=True)
    )
    path = store.root / period / CORRECTIONS
    append_decision(path, (*CORRECTION_COLUMNS, "ended_at"), {**fields, "ended_at": end})


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> RawStore:
    """Periods in which files came late, out of turn, and were corrected, explained and nil."""
    store = copy_periods(tmp_path_factory.mktemp("troubled") / "raw", *PERIODS)
    (store.root / "outside_predecessors.csv").write_bytes(
        (Path(__file__).parents[1] / "data" / "submissions" / "outside_predecessors.csv").read_bytes()
    )
    # A file of 2022-H2 that came after the one of 2023-H1, whose opening figures are held against it.
    rewrite_receipts(store, "2022-H2", ha_nam="2023-06-24T09:00:00+07:00")
    # A lapsed correction, one that ended, and one of a closing figure that turns the file away.
    decide(store, "2023-H1", "hung-yen", "2.02 fdi actual", "1520900", "1520.9", "2023-06-21")
    observed = _judged(store).validation.values
    of = {"period": "2022-H2", "board": "bac-ninh"}
    (old,) = observed.filter(period="2022-H2", board="hai-duong", code="4.01", sector="total", measure="actual")[
        "value"
    ]
    decide(store, "2022-H2", "hai-duong", "4.01 total actual", f"{old:g}", f"{old + 1:g}", "2023-06-01", "2023-06-26")
    days = ("2023-06-20", "2023-07-05")
    for sector in ("fdi", "total"):
        (closing,) = observed.filter(**of, code="1.10", sector=sector, measure="actual")["value"]
        decide(store, "2022-H2", "bac-ninh", f"1.10 {sector} actual", f"{closing:g}", f"{closing + 1:g}", *days)
    # A nil return that a file replaced.
    receipts = store.root / "2025-H1" / "receipts.csv"
    heading, *lines = receipts.read_text(encoding="utf-8-sig").splitlines()
    receipts.write_text("\n".join([heading, "ha-nam,,,2025-06-10T08:00:00+07:00,,nil", *lines, ""]), encoding="utf-8")
    # Its error explained for three days.
    for found in _judged(store, "2023-06-27").validation.findings:
        if found.severity == "error" and (found.board, found.period) == ("bac-ninh", "2022-H2"):
            said = (found.rule, found.board, found.code, found.sector, fingerprint(found), "đếm lại", "B")
            fields = dict(zip(WAIVER_COLUMNS, (*said, "2023-06-28", "2023-06-30"), strict=True))
            append_decision(store.root / "2022-H2" / WAIVERS, WAIVER_COLUMNS, fields)
    return store


def _judged(store: RawStore, as_of: str = "") -> Judged:
    from schemas.reference import load_reference

    moment = parse_moment(as_of) if as_of else None
    return judge_raw(store.root, store.root.parent / "warehouse", load_reference(), parse_period("2026-H1"), moment)


@pytest.fixture(scope="module")
def known(troubled: RawStore, reference: Reference) -> tuple[pl.DataFrame, pl.DataFrame, Judged]:
    now = _judged(troubled)
    half = HalfYear.of_all(now.frames, now.validation, tables_of_versions(reference))
    tables = _over_time(now, (half,), reference)
    return tables["history"], tables["bloc_history"], now


def _over_time(now: Judged, halves: tuple[HalfYear, ...], reference: Reference) -> Mapping[str, pl.DataFrame]:
    made = now.frames, now.validation, now.raw.decisions, now.context
    return by_half_year({}, halves, *made, reference, NOTHING_KEPT)


def on(day: date, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("known_from") <= day, pl.col("known_to").is_null() | (pl.lit(day) < pl.col("known_to")))


def _days(now: Judged, count: int) -> list[date]:
    """Days on which something happened, and the days before them."""
    happened = {version.received_at.date() for version in now.raw.versions}
    happened |= {parse_moment(c.date).date() for c in now.raw.decisions.corrections}
    happened |= {parse_moment(c.ended_at).date() for c in now.raw.decisions.corrections if c.ended_at}
    troubles = [date(2023, 6, 20), date(2023, 6, 24), date(2023, 6, 28), date(2023, 7, 1), date(2023, 7, 5)]
    chosen = sorted(happened | {day - timedelta(days=1) for day in happened})
    return [*troubles, *Random(7).sample(chosen, count)]


def test_a_day_of_history_is_what_as_of_builds(
    troubled: RawStore, known: tuple[pl.DataFrame, pl.DataFrame, Judged], reference: Reference
) -> None:
    figures, totals, now = known
    columns = [*KEY, "value", "unit", "status", "submission", "cell_state"]
    said = [*LINE, "value", "boards_reported", "boards_expected", "complete"]
    for day in _days(now, 60 if LONG else 15):
        then = _judged(troubled, str(day))
        observed, summed = figures_and_totals(then.validation, then.context.outside, reference)
        assert on(day, figures).select(columns).sort(KEY).equals(observed.select(columns).sort(KEY)), day
        of_day = on(day, totals).select(said).sort(LINE)
        some = summed.select(said).join(of_day.select("period").unique(), on="period", how="semi").sort(LINE)
        assert of_day.equals(some), day
        others = summed.join(of_day.select("period").unique(), on="period", how="anti")
        assert others["boards_reported"].sum() == 0, "a period without a file in force has no total"


def test_a_run_that_holds_less_tells_the_same(
    troubled: RawStore, known: tuple[pl.DataFrame, pl.DataFrame, Judged], reference: Reference
) -> None:
    """Judged half-year after half-year, where only covers and places are held of what was read."""
    figures, totals, now = known

    def read(version: Version) -> Outcome | None:
        return read_version(version.path, version.sha256, reference) if version.path else None

    versions, tables = now.raw.versions, tables_of_versions(reference)
    frames, validation, halves = judge_by_period(
        versions, read, reference, now.decisions, now.context, NOTHING_KEPT, tables
    )
    again = _over_time(replace(now, frames=frames, validation=validation), halves, reference)
    assert again["history"].equals(figures) and again["bloc_history"].equals(totals)


def test_the_trouble_really_was_there(known: tuple[pl.DataFrame, pl.DataFrame, Judged]) -> None:
    figures, _, _ = known
    assert {"submission", "resubmission", "correction", "waiver"} <= set(figures["cause"])
    away = figures.filter(period="2022-H2", board="bac-ninh", code="1.01", sector="fdi").sort("known_from")
    days = [(date(2023, 6, 20), date(2023, 6, 28)), (date(2023, 7, 1), date(2023, 7, 5))]
    gaps = list(zip(away["known_to"], away["known_from"][1:], strict=False))
    assert gaps == days, "turned away, explained for three days, turned away and taken again"
    nil = figures.filter(period="2025-H1", board="ha-nam", code="1.01", sector="fdi").sort("known_from")
    assert nil["cell_state"].to_list() == ["nil", "number"]


def test_now_is_what_has_no_end(known: tuple[pl.DataFrame, pl.DataFrame, Judged]) -> None:
    figures, totals, now = known
    in_force = now.validation.states.filter("accepted")["submission"]
    assert set(figures.filter(pl.col("known_to").is_null())["submission"]) == set(in_force)
    assert not figures.select([*KEY, "known_from", "submission"]).is_duplicated().any()
    assert not totals.select([*LINE, "known_from"]).is_duplicated().any()


def test_restatements_say_from_what_to_what_why_and_what_it_did(
    known: tuple[pl.DataFrame, pl.DataFrame, Judged], reference: Reference
) -> None:
    figures, _, now = known
    rows = restatement_table(figures, now.frames.received.values(), now.raw.decisions, reference)
    corrected = rows.filter(period="2022-H2", board="hai-duong", code="4.01", sector="total", measure="actual")
    told = corrected.sort("known_from").select("known_from", "cause", "reason", "approved_by", "effect_on_total").rows()
    assert told == [
        (date(2023, 6, 1), "correction", "gõ nhầm", "A", 1.0),
        (date(2023, 6, 26), "correction", "gõ nhầm", "A", -1.0),
    ]
    (slip,) = (
        rows.filter(period="2023-H1", board="hung-yen", code="2.02", sector="fdi", measure="actual")
        .filter(cause="correction")
        .to_dicts()
    )
    assert slip["before"] == 1520900.0 and slip["after"] == 1520.9


def test_what_stands_is_as_doubtful_as_its_total(
    known: tuple[pl.DataFrame, pl.DataFrame, Judged], reference: Reference
) -> None:
    _, totals, now = known
    _, summed = figures_and_totals(now.validation, now.context.outside, reference)
    standing = totals.filter(pl.col("known_to").is_null()).select(*LINE, "questioned").sort(LINE)
    doubtful = summed.select(*LINE, (pl.col("open_queries") > 0).alias("questioned"))
    assert standing.equals(doubtful.join(standing, on=LINE, how="semi").sort(LINE)) and standing["questioned"].any()
