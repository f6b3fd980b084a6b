"""Level 3, across boards and against published figures. One function a rule."""

from __future__ import annotations

import polars as pl

from flows.ingest.decisions import BlocContext
from flows.validate.applications import clean, plain
from flows.validate.findings import Finding
from flows.validate.published_figures import read_published
from schemas.reference import Reference
from schemas.rules import INFO
from schemas.tables import VERDICT_DIFFERS, VERDICT_SLIP
from schemas.periods import parse_period
from schemas.texts import rules as texts


def r301_published_figures(
    context: BlocContext, values: pl.DataFrame, states: pl.DataFrame, reference: Reference
) -> list[Finding]:
    """The bloc's total agrees with the published figure at its published precision.

    One finding a figure that does not, of the period and not of a board; a unit slip of the publication is info.
    """
    if context.published.is_empty():
        return []
    rule, form = reference.rules["R301"], reference.form
    findings = []
    for row in read_published(context, values, states, reference).iter_rows(named=True):
        if row["verdict"] not in (VERDICT_DIFFERS, VERDICT_SLIP) or not rule.effective_in(row["period"]):
            continue
        slip = row["verdict"] == VERDICT_SLIP
        unit = reference.units.by_name[row["unit"]]
        what = texts.figure(form, row["code"], row["sector"], "actual")
        period = parse_period(row["period"])
        numbers = {"found": texts.number(row["ours"]), "ratio": texts.number(round(row["ratio"], 4))}
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
