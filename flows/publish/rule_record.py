"""What each rule has done over all releases: fired, waived, corrected, unverifiable."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

_PLACE = ("rule", "period", "board", "code", "sector", "measure")
_FINDING = (*_PLACE, "submission", "sheet", "cell")
RECORD_SCHEMA: dict[str, type[pl.DataType]] = {
    "rule": pl.String,
    "applied": pl.Int64,
    "fired": pl.Int64,
    "open": pl.Int64,
    "waived": pl.Int64,
    "corrected": pl.Int64,
    "unverifiable": pl.Int64,
}


def rule_record(
    releases: Iterable[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]], rules: Iterable[str]
) -> pl.DataFrame:
    """One row a rule (RECORD_SCHEMA), in the order of `rules`.

    releases: `findings`, `rule_outcomes` and `submissions` of each release, oldest first. A finding that several
    releases hold counts once. applied, unverifiable: applications of the rule as each version was last judged.
    fired: findings in any version and release. waived: those last seen explained. corrected: figures about which
    the rule once fired and that stand in the newest release, the board's version in force, without a finding.
    open: findings of versions in force in the newest release that nobody explained.
    """
    held = [[frame.with_columns(pl.col(pl.String).fill_null("")) for frame in release] for release in releases]
    order = pl.DataFrame({"rule": list(rules)}, schema={"rule": pl.String})
    if not held:
        return order.with_columns(pl.lit(0).alias(name) for name in list(RECORD_SCHEMA)[1:]).cast(RECORD_SCHEMA)  # type: ignore[arg-type]
    columns = [*_FINDING, "severity", "waived_by", "in_force"]
    every = pl.concat(
        frame.select(columns).with_columns(pl.lit(number).alias("release")) for number, (frame, _, _) in enumerate(held)
    )
    last_seen = every.sort("release").unique(list(_FINDING), keep="last", maintain_order=True)
    counts = last_seen.group_by("rule").agg(pl.len().alias("fired"), (pl.col("waived_by") != "").sum().alias("waived"))
    newest, _, submissions = held[-1]
    current = newest.filter("in_force")
    open_now = (
        current.filter((pl.col("waived_by") == "") & (pl.col("severity") != "info"))
        .group_by("rule")
        .agg(pl.len().alias("open"))
    )
    in_force = submissions.filter("in_force").select("period", "board")
    corrected = (
        every.filter(pl.col("severity") != "info")
        .select(_PLACE)
        .unique()
        .join(in_force, on=["period", "board"], how="semi")
        .join(current.select(_PLACE).unique(), on=list(_PLACE), how="anti", nulls_equal=True)
        .group_by("rule")
        .agg(pl.len().alias("corrected"))
    )
    judged = pl.concat(
        outcomes.select("period", "submission", "rule", "passed", "failed", "unverifiable").with_columns(
            pl.lit(number).alias("release")
        )
        for number, (_, outcomes, _) in enumerate(held)
    )
    applied = (
        judged.sort("release")
        .unique(["period", "submission", "rule"], keep="last", maintain_order=True)
        .group_by("rule")
        .agg(
            (pl.col("passed") + pl.col("failed") + pl.col("unverifiable")).sum().alias("applied"),
            pl.col("unverifiable").sum(),
        )
    )
    record = order
    for part in (applied, counts, open_now, corrected):
        record = record.join(part, on="rule", how="left", maintain_order="left")
    return record.select(
        pl.col(name) if name == "rule" else pl.col(name).fill_null(0).cast(type_)
        for name, type_ in RECORD_SCHEMA.items()
    )
