"""All rules inside submissions over five million observations, against the same conditions as one polars query.

36,000 synthetic submissions of 139 values, one in a thousand of them wrong. The query beside it is what a person
would write by hand: pivot the observations, then every condition with its passes, failures and unverifiable cases
counted. At most twice its time, and under 4 GB. Not part of `make test`: `make bench` runs it.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable

import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flows.validate.cells import column, form_cells
from flows.validate.evaluation import Evaluation, evaluate
from flows.validate.judging import score_x_as_zero
from flows.validate.registry import RuleSet, expand
from flows.validate.rule_lint import lint
from flows.validate.rules_inside import cells_where_x_matters, r115_cells_where_x_is_zero
from schemas.form import Form, load_form

SUBMISSIONS = 36_000
WRONG = 5_000
MOST_MEMORY = 4 * 1024**3
ROUNDS = 3
TIMES: dict[str, float] = {}
COUNTS: dict[str, tuple[int, int, int]] = {}


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form()


@pytest.fixture(scope="module")
def observations(form: Form) -> pl.DataFrame:
    """submission, code, sector, measure, state, value: figures that satisfy every rule, some then made wrong."""
    witness = lint(form).witness
    keys = list(form.keys())
    one = pl.DataFrame(
        {
            "code": [key.code for key in keys],
            "sector": [key.sector for key in keys],
            "measure": [key.measure for key in keys],
            "value": [witness[column(key)] for key in keys],
        }
    ).with_columns(pl.lit("number").alias("state"))
    names = pl.DataFrame({"submission": [f"2023-H1/board-{number:05}/file.xlsx" for number in range(SUBMISSIONS)]})
    every = names.join(one, how="cross")
    wrong = pl.int_range(pl.len()) % (every.height // WRONG) == 7
    blank = pl.int_range(pl.len()) % (every.height // WRONG) == 11
    return every.with_columns(
        pl.when(wrong).then(pl.col("value") * 10 + 0.5).when(blank).then(None).otherwise(pl.col("value")).alias("value")
    )


@pytest.fixture(scope="module")
def sums(form: Form, observations: pl.DataFrame) -> pl.DataFrame:
    """One row a submission with the sums of its lists."""
    witness = lint(form).witness
    names = observations["submission"].unique(maintain_order=True)
    columns = [pl.lit(value).alias(name) for name, value in witness.items() if name.startswith(("B8|", "B9|"))]
    return pl.DataFrame({"submission": names}).with_columns(columns)


def ours(observations: pl.DataFrame, sums: pl.DataFrame, form: Form, rules: RuleSet) -> Evaluation:
    cells = form_cells(observations, sums["submission"], form, cells_where_x_matters(form))
    wide = score_x_as_zero(cells.wide, r115_cells_where_x_is_zero(form))
    return evaluate(rules, cells, wide.join(sums, on="submission", how="left", maintain_order="left"), {})


def by_hand(observations: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """The same conditions, one after the other."""
    wide = (
        observations.with_columns(pl.concat_str("code", "sector", "measure", separator="|").alias("cell"))
        .pivot(on="cell", index="submission", values="value", aggregate_function="first")
        .join(sums, on="submission", how="left")
    )

    def v(code: str, sector: str = "total", measure: str = "actual") -> pl.Expr:
        return pl.col(f"{code}|{sector}|{measure}")

    tiny = 1e-6
    conditions: dict[str, list[pl.Expr]] = {rule: [] for rule in RULES}
    for code, allowed in COUNTED.items():
        conditions["R101"].append((v(code, "total") - v(code, "fdi") - v(code, "ddi")).abs() <= allowed + tiny)
    for s in ("fdi", "ddi"):
        conditions["R102"].append((v("1.05", s) - v("1.02", s) - v("1.04", s)).abs() <= 0.015 + tiny)
        conditions["R103"].append((v("1.10", s) - v("1.09", s) - v("1.01", s) + v("1.06", s)).abs() <= tiny)
        for count, money in (("1.01", "1.02"), ("1.06", "1.07")):
            conditions["R104"].append((v(count, s) == 0) == (v(money, s) == 0))
        both = v("1.03", s).is_not_null() & v("1.04", s).is_not_null()
        conditions["R104"].append(pl.when(both).then((v("1.04", s) == 0) | (v("1.03", s) != 0)))
        conditions["R104"].append(pl.when(both).then((v("1.03", s) == 0) | (v("1.04", s) != 0)))
        conditions["R107"].append(v("2.08", s) <= v("2.07", s) + tiny)
        share = v("2.06", s) / v("2.02", s) * 100
        conditions["R401"].append(pl.when(v("2.02", s) != 0).then((share >= 0.2) & (share <= 60)))
        for event, count, money in (("new", "1.01", "1.02"), ("adjusted", "1.03", "1.04"), ("ended", "1.06", "1.07")):
            lines, capital = pl.col(f"B9|{s}|{event}|count"), pl.col(f"B9|{s}|{event}|capital")
            conditions["R112"].append((v(count, s) - lines).abs() <= tiny)
            conditions["R112"].append((v(money, s) - capital).abs() <= 0.005 * (lines + 1) + tiny)
    conditions["R108"].append(v("3.08") <= v("3.07") + tiny)
    low = (v("3.08") - 0.05) * 100 / (v("3.07") + 0.05)
    high = (v("3.08") + 0.05) * 100 / (v("3.07") - 0.05)
    conditions["R109"].append((v("3.09") - 0.05 <= high + tiny) & (low <= v("3.09") + 0.05 + tiny))
    conditions["R110"].append(v("3.03") + v("3.05") <= v("3.01") + tiny)
    conditions["R110"].append(v("3.04") + v("3.06") <= v("3.02") + 0.15 + tiny)
    for code, source in ZONES.items():
        lines = pl.col(f"{source.rsplit('|', 1)[0]}|count")
        allowed = 0.0 if source.endswith("count") else 0.05 * (lines + 1)
        conditions["R111"].append((v(code) - pl.col(source)).abs() <= allowed + tiny)
    told = []  # a total line that says the same as the figure of B3 is judged with it
    for what, code in (("area", "3.02"), ("leasable", "3.07"), ("leased", "3.08")):
        stated = pl.col(f"B8|total|{what}")
        gap = stated - pl.col(f"B8|all|{what}")
        told.append((stated == v(code)).fill_null(False))
        within = gap.abs() <= 0.05 * (pl.col("B8|all|count") + 1) + tiny
        conditions["R111"].append(pl.when(~told[-1]).then(within))
    conditions["R113"].append((v("5.01") - v("5.02") - v("5.03") - v("5.04")).abs() <= tiny)
    for part, whole in (("5.05", "5.01"), ("5.09", "5.08"), ("4.10", "3.03")):
        conditions["R114"].append(v(part) <= v(whole) + tiny)
    known = v("4.06").is_not_null() & v("4.07").is_not_null()
    conditions["R114"].append(pl.when(known).then((v("4.06") != 0) | (v("4.07") == 0)))
    for measure in ("self", "verified"):
        for number in range(1, 11):
            score, most = v(f"7.{number:02}", "total", measure), v(f"7.{number:02}", "total", "max")
            conditions["R115"].append(score <= most + tiny)
        parts = [v(f"7.0{number}", "total", measure) for number in range(1, 9)]
        total = sum(parts[1:], parts[0]) - v("7.09", "total", measure)
        conditions["R115"].append((v("7.10", "total", measure) - total).abs() <= 0.5 + tiny)
    conditions["R402"].append(v("2.04", "fdi") <= v("2.02", "fdi") + tiny)
    cells = [name for name in wide.columns if name.count("|") == 2 and name[0].isdigit()]
    conditions["R105"] = [pl.col(name) >= 0 for name in cells if not name.startswith(("1.04", "1.05"))]
    counts = [name for name in cells if name.split("|")[0] in WHOLE]
    conditions["R106"] = [(pl.col(name) - pl.col(name).round()).abs() <= tiny for name in counts]
    return (
        wide.lazy()
        .select(
            "submission",
            *(
                (
                    aggregate(items).cast(pl.Int64)
                    - (pl.sum_horizontal(told) if (rule, outcome) == ("R111", "unverifiable") else 0)
                ).alias(f"{rule} {outcome}")
                for rule, items in conditions.items()
                for outcome, aggregate in OUTCOMES.items()
            ),
        )
        .collect()
    )


OUTCOMES: dict[str, Callable[[list[pl.Expr]], pl.Expr]] = {
    "passed": lambda items: pl.sum_horizontal(items),
    "failed": lambda items: pl.sum_horizontal(~item for item in items),
    "unverifiable": lambda items: pl.sum_horizontal(item.is_null() for item in items),
}
RULES = (
    *("R101", "R102", "R103", "R104", "R105", "R106", "R107", "R108", "R109", "R110", "R111", "R112", "R113", "R114"),
    *("R115", "R401", "R402"),
)
COUNTED = {
    **dict.fromkeys(("1.01", "1.03", "1.06", "1.09", "1.10", "2.01", "2.07", "2.08"), 0.0),
    **dict.fromkeys(("2.04", "2.05"), 0.15),
}
ZONES = {
    "3.01": "B8|all|count",
    "3.02": "B8|all|area",
    "3.03": "B8|operating|count",
    "3.04": "B8|operating|area",
    "3.05": "B8|under_construction|count",
    "3.06": "B8|under_construction|area",
    "3.07": "B8|all|leasable",
    "3.08": "B8|all|leased",
}
WHOLE = {
    *COUNTED.keys() - {"2.04", "2.05"},
    *("3.01", "3.03", "3.05", "3.10", "3.11", "3.12", "3.13"),
    *(f"4.{number:02}" for number in range(1, 12) if number != 3),
    *(f"5.{number:02}" for number in range(1, 11)),
    *(f"6.{number:02}" for number in range(1, 6)),
}


def test_by_hand(benchmark: BenchmarkFixture, observations: pl.DataFrame, sums: pl.DataFrame) -> None:
    counted = benchmark.pedantic(lambda: by_hand(observations, sums), rounds=ROUNDS, warmup_rounds=1)
    TIMES["by hand"] = benchmark.stats.stats.min
    for rule in RULES:
        COUNTS[rule] = tuple(int(counted[f"{rule} {outcome}"].sum()) for outcome in OUTCOMES)  # type: ignore[assignment]


def test_rules(benchmark: BenchmarkFixture, observations: pl.DataFrame, sums: pl.DataFrame, form: Form) -> None:
    rules = expand(form)
    evaluation = benchmark.pedantic(lambda: ours(observations, sums, form, rules), rounds=ROUNDS, warmup_rounds=1)
    TIMES["rules"] = benchmark.stats.stats.min
    total = evaluation.outcomes.group_by("rule").agg(pl.col("passed", "failed", "unverifiable").sum())
    found = {rule: (passed, failed, unknown) for rule, passed, failed, unknown in total.iter_rows()}
    assert observations.height > 5_000_000
    assert {rule: found[rule] for rule in COUNTS} == COUNTS
    assert len(evaluation.rows) + len(evaluation.cells) == sum(failed for _, failed, _ in COUNTS.values())


def test_at_most_twice_and_under_four_gigabytes() -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"by hand {TIMES['by hand']:.2f} s, rules {TIMES['rules']:.2f} s, peak {peak / 1024**3:.2f} GB")
    assert TIMES["rules"] <= 2 * TIMES["by hand"]
    assert peak < MOST_MEMORY
