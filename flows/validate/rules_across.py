"""Level 3, across boards and against published figures. One function a rule."""

from __future__ import annotations

from statistics import median

import polars as pl

from flows.ingest.decisions import BlocContext
from flows.validate.applications import clean, plain
from flows.validate.cells import column
from flows.validate.drafts import Draft
from flows.validate.findings import Finding
from flows.validate.published_figures import read_published
from flows.validate.rules_history import Subject, Tally
from flows.validate.rules_inside import by_sector
from schemas.form import ValueKey
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.rules import INFO
from schemas.tables import VERDICT_DIFFERS, VERDICT_SLIP
from schemas.texts import rules as texts

# What is divided by what, per sector.
RATIOS = (("2.02", "2.01"), ("1.02", "1.01"), ("2.07", "2.01"))
LEAST_OTHERS = 3
TIMES = 10.0


def r302_ratios_of_other_boards(subject: Subject, tally: Tally) -> list[Draft]:
    """Revenue per enterprise, capital per new project and workers per enterprise against the other boards.

    Within ten times the largest and a tenth of the smallest of at least three others accepted for the period; zeros
    are left out.
    """
    accepted, form = subject.accepted, subject.reference.form
    others = [
        accepted.values.get(name, {})
        for (period, board), name in accepted.versions.items()
        if period == str(subject.period) and board != subject.board
    ]
    drafts = []
    for part_code, whole_code in RATIOS:
        for part, whole in by_sector(form, part_code, whole_code):
            own = _ratio(subject.values, part, whole)
            theirs = [ratio for values in others if (ratio := _ratio(values, part, whole)) is not None]
            if own is None or len(theirs) < LEAST_OTHERS:
                tally.add(subject.submission, "R302", None, part, whole)
                continue
            low, high = min(theirs) / TIMES, max(theirs) * TIMES
            tally.add(subject.submission, "R302", low <= own <= high, part, whole)
            if low <= own <= high:
                continue
            draft = subject.draft("R302", "ratio_outside", part, _short(own), "")
            draft.expected = f"{plain(_short(low))}..{plain(_short(high))}"
            draft.columns = (column(part), column(whole))
            draft.places = {
                "ratio_name": texts.RATIOS[f"{part_code}/{whole_code}"],
                "low": _short(low),
                "high": _short(high),
                "usual": median(theirs),
            }
            drafts.append(draft)
    return drafts


def _short(ratio: float) -> float:
    """Four significant digits: a bound of ten times needs no more."""
    return float(f"{ratio:.4g}")


def _ratio(values: dict[ValueKey, float], part: ValueKey, whole: ValueKey) -> float | None:
    above, below = values.get(part), values.get(whole)
    return above / below if above and below and above > 0 and below > 0 else None


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
