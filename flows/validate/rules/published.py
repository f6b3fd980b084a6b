"""Level 3, the bloc's totals against published figures."""

from __future__ import annotations

import polars as pl

from flows.texts import rules as texts
from flows.texts.numbers import number_text
from flows.validate.findings.finding import Finding
from schemas.language.checks.expressions import clean, plain
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.rules import INFO
from schemas.tables import VERDICT_AGREES, VERDICT_DIFFERS, VERDICT_SLIP


def r301_published_figures(published: pl.DataFrame, reference: Reference) -> list[Finding]:
    """The bloc's total agrees with the published figure at its published precision.

    One finding a figure that does not, of the period and not of a board; a unit slip of the publication is info.
    published: COMPARISON_SCHEMA of `published_figures`.
    """
    rule = reference.rules["R301"]
    findings = []
    for row in published.iter_rows(named=True):
        if row["verdict"] not in (VERDICT_DIFFERS, VERDICT_SLIP) or not rule.effective_in(row["period"]):
            continue
        slip = row["verdict"] == VERDICT_SLIP
        unit = reference.units.by_name[row["unit"]]
        what = texts.figure(reference.form.in_force(row["period"]), row["code"], row["sector"], "actual")
        period = parse_period(row["period"])
        numbers = {"found": number_text(row["ours"]), "ratio": number_text(round(row["ratio"], 4))}
        message = texts.MESSAGES["published_slip" if slip else "published_differs"]
        written = {"written": row["published_as_written"], "written_unit": row["unit_as_written"] or unit.label_vi}
        findings.append(
            Finding(
                rule="R301",
                severity=INFO if slip else rule.severity,
                submission="",
                board="",
                period=row["period"],
                sheet=None,
                cell="",
                code=row["code"],
                sector=row["sector"],
                measure="actual",
                found=plain(row["ours"]),
                expected=plain(row["published"]),
                difference=clean(row["ours"] - row["published"]),
                allowance=row["allowance"],
                cells=(),
                covers=(
                    f"{row['code']}|{row['sector']}|actual={row['ours']!r}",
                    f"{row['source']}={row['published_as_written']} {row['unit_as_written']}",
                ),
                cause=f"{row['code']} {row['sector']} {row['source']}",
                message_vi=message.vi.format(
                    what=what.vi,
                    period=period.text_vi,
                    unit=unit.label_vi,
                    source=row["source"],
                    **{name: text.vi for name, text in numbers.items()},
                    **written,
                ),
                message_en=message.en.format(
                    what=what.en,
                    period=period.text_en,
                    unit=unit.label_en,
                    source=row["source"],
                    **{name: text.en for name, text in numbers.items()},
                    **written,
                ),
            )
        )
    return findings


def r301_outcomes(published: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """period, rule, passed, failed, unverifiable: how many published figures agree, differ, cannot be compared."""
    verdict = pl.col("verdict")
    agrees, differs = verdict == VERDICT_AGREES, verdict.is_in([VERDICT_DIFFERS, VERDICT_SLIP])
    dated = [period for period in published["period"].unique() if reference.rules["R301"].effective_in(period)]
    return (
        published.filter(pl.col("period").is_in(dated))
        .group_by("period")
        .agg(
            pl.lit("R301").alias("rule"),
            agrees.sum().cast(pl.UInt32).alias("passed"),
            differs.sum().cast(pl.UInt32).alias("failed"),
            (~agrees & ~differs).sum().cast(pl.UInt32).alias("unverifiable"),
        )
        .sort("period")
    )
