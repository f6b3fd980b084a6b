"""The tables that say what the others speak of: boards, periods, indicators, exchange rates."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from flows.validate.figures.in_force import boards_reported
from flows.validate.validation import Validation
from schemas.form import SECTORS
from schemas.periods import Period, parse_period
from schemas.reference import Reference


def boards(reference: Reference) -> pl.DataFrame:
    names: tuple[str, ...] = (
        "slug",
        "valid_from",
        "valid_to",
        "name_vi",
        "province_type",
        "board_name_vi",
        "gso_code",
        "iso_3166_2",
    )
    names += ("member", "source")
    data: dict[str, list[object]] = {name: [getattr(board, name) for board in reference.boards.rows] for name in names}
    data["predecessors"] = [";".join(board.predecessors) for board in reference.boards.rows]
    return pl.DataFrame(data, schema_overrides={"valid_from": pl.Date, "valid_to": pl.Date})


def periods(
    validation: Validation, asked: Period, final_periods: Collection[str], reference: Reference
) -> pl.DataFrame:
    """Every period something was received for, and the one the release is about, with how complete it is."""
    states = validation.states
    reported = boards_reported(states)
    rows = []
    for text in sorted({*states["period"], str(asked)}):
        period = parse_period(text)
        members = [board.slug for board in reference.boards.members(period)]
        entry = reference.calendar.get(period)
        received = set(states.filter(pl.col("period") == text)["board"]).intersection(members)
        counted = set(reported.filter(pl.col("period") == text)["board"]).intersection(members)
        final = text in final_periods and len(counted) == len(members)
        rows.append(
            {
                "period": text,
                "year": period.year,
                "half": period.half,
                "start": period.start,
                "end": period.end,
                "cut_off_from": entry.cut_off_from if entry else None,
                "cut_off_to": entry.cut_off_to if entry else None,
                "due": entry.due if entry else None,
                "conference": entry.conference if entry else None,
                "boards_expected": len(members),
                "boards_received": len(received),
                "boards_reported": len(counted),
                "status": "final" if final else "provisional",
            }
        )
    dates = dict.fromkeys(("cut_off_from", "cut_off_to", "due", "conference"), pl.Date)
    return pl.DataFrame(rows, schema_overrides=dates)


def indicators(reference: Reference) -> pl.DataFrame:
    form = reference.form
    lines = [line for series in form.series.values() for line in series]
    names: tuple[str, ...] = ("code", "key", "label_vi", "label_en", "kind", "sums_over_boards", "decimals", "required")
    names += ("effective_from", "effective_to")
    data: dict[str, list[object]] = {name: [getattr(line, name) for line in lines] for name in names}
    data["form_sheet"] = [line.sheet for line in lines]
    data["table"] = [form.sheet_by_name[line.sheet].table for line in lines]
    for sector in SECTORS:
        data[f"unit_{sector}"] = [line.unit(sector) for line in lines]
    return pl.DataFrame(data, schema_overrides={f"unit_{sector}": pl.String for sector in SECTORS})


def exchange_rates(reference: Reference) -> pl.DataFrame:
    rates = reference.exchange_rates.values()
    names = ("date", "vnd_per_usd", "kind", "source", "note")
    data: dict[str, list[object]] = {name: [getattr(rate, name) for rate in rates] for name in names}
    data["period"] = [str(rate.period) for rate in rates]
    return pl.DataFrame(data, schema_overrides={"date": pl.Date})
