"""All rules as a person would write them by hand: one polars query over observations and list lines.

R202 and R203 are what a person would write of them, the board's own median on the log scale: theirs are other figures
than ours (`flows/validate/usual`), which weigh sister lines, other boards and named slips too.

The observations are complete (a blank is a null) and sorted by board and half-year, so the half-year before is the
row before. Everything is taken as accepted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

from schemas.form import Form
from schemas.usual import swing_of

TINY = 1e-6
HISTORY = 3  # earlier figures needed
# Part, whole (none: the figure itself), how many times off the others is too far, whether of new boards alone, and how
# many times below their middle (0: that is not asked).
RATIOS = (
    ("2.02", "2.01", 10, False, 0), ("1.02", "1.01", 10, False, 0), ("1.11", "1.10", 3, True, 6),
    ("2.07", "2.01", 10, False, 0), ("2.09", "", 3, True, 0),
)  # fmt: skip
Conditions = dict[str, list[pl.Expr]]


def before(name: str, halves: int = 1) -> pl.Expr:
    return pl.when(pl.col("now") >= halves).then(pl.col(name).shift(halves))


def by_hand(
    observations: pl.DataFrame,
    lines: Mapping[str, pl.DataFrame],
    published: Mapping[tuple[int, str], float],
    rates: Mapping[int, float],
    form: Form,
) -> pl.DataFrame:
    """rule, passed, failed, unverifiable.

    observations: submission, board, now (number of the half-year), code, sector, measure, state, value. lines: the
    list lines of B8 and B9. published: half-year and cell to the figure published. rates: half-year to billion VND a
    million USD.
    """
    wide = (
        observations.with_columns(pl.concat_str("code", "sector", "measure", separator="|").alias("cell"))
        .pivot(on="cell", index=["submission", "board", "now"], values="value", aggregate_function="first")
        .lazy()
        .join(list_totals(lines), on="submission", how="left", maintain_order="left")
        .with_columns(
            (v(part, s) / v(whole, s) if whole else v(part, s)).alias(f"{part}/{whole} {s}")
            for part, whole, *_ in RATIOS
            for s in ("fdi", "ddi")
        )
    )
    cells = [f"{line.code}|{key.sector}|{key.measure}" for line in form.indicators for key in line.keys]
    conditions = inside() | every_cell(cells) | against_before(cells, form) | against_others(form)
    told = [pl.col(f"B8|total|{what}") == v(code) for what, code in TOTAL_LINE.items()]
    nothing = {
        "R111": pl.sum_horizontal(told),  # a total line that says the same as the figure of B3 is judged with it
        "R302": pl.sum_horizontal(
            before(f"{part}|{s}|actual").is_not_null() for part, _, _, new, _ in RATIOS if new for s in ("fdi", "ddi")
        ),
        "R204": pl.sum_horizontal(pl.col(c).is_null() for c in cells if c.endswith("|last_year")),
        "R207": pl.sum_horizontal(pl.col(c).is_null() for c in cells if c.endswith("|max"))
        + pl.when(pl.col("now") % 2 == 0).then(sum(c.endswith("|plan") for c in cells)).otherwise(0),
    }
    judged = wide.select(
        expression.sum().alias(f"{rule} {outcome}")
        for rule, items in conditions.items()
        for outcome, expression in {
            "passed": pl.sum_horizontal(items).cast(pl.Int64),
            "failed": pl.sum_horizontal(~item for item in items).cast(pl.Int64),
            "unverifiable": pl.sum_horizontal(item.is_null() for item in items).cast(pl.Int64)
            - nothing.get(rule, pl.lit(0)),
        }.items()
    )
    in_rows = pl.concat(
        judged.select(
            pl.lit(rule).alias("rule"), *(pl.col(f"{rule} {name}").cast(pl.Int64).alias(name) for name in OUTCOMES)
        )
        for rule in conditions
    )
    parts = [in_rows, of_outliers(wide, form, rates), of_lines(lines), blanks(observations, lines, form)]
    parts += [of_published(wide, published), of_lists_before(lines, observations)]
    summed = pl.concat(parts).group_by("rule").agg(pl.col(*OUTCOMES).sum()).sort("rule")
    return summed.collect()


OUTCOMES = ("passed", "failed", "unverifiable")


def v(code: str, sector: str = "total", measure: str = "actual") -> pl.Expr:
    return pl.col(f"{code}|{sector}|{measure}")


def count_of(rule: str, holds: pl.Expr, applies: pl.Expr | None = None) -> list[pl.Expr]:
    """The three outcomes of one condition over all rows."""
    where = pl.lit(True) if applies is None else applies
    outcomes = (holds & where, ~holds & where, holds.is_null() & where)
    return [pl.lit(rule).alias("rule")] + [
        outcome.sum().cast(pl.Int64).alias(name) for name, outcome in zip(OUTCOMES, outcomes)
    ]


# --- inside one submission --------------------------------------------------------------------------------------------


def inside() -> Conditions:
    conditions: Conditions = {rule: [] for rule in INSIDE}
    for code, allowed in COUNTED.items():
        conditions["R101"].append((v(code, "total") - v(code, "fdi") - v(code, "ddi")).abs() <= allowed + TINY)
    for s in ("fdi", "ddi"):
        conditions["R102"].append((v("1.05", s) - v("1.02", s) - v("1.04", s)).abs() <= 0.015 + TINY)
        conditions["R103"].append((v("1.10", s) - v("1.09", s) - v("1.01", s) + v("1.06", s)).abs() <= TINY)
        for count, money in (("1.01", "1.02"), ("1.06", "1.07")):
            conditions["R104"].append((v(count, s) == 0) == (v(money, s) == 0))
        both = v("1.03", s).is_not_null() & v("1.04", s).is_not_null()
        conditions["R104"].append(pl.when(both).then((v("1.04", s) == 0) | (v("1.03", s) != 0)))
        conditions["R104"].append(pl.when(both).then((v("1.03", s) == 0) | (v("1.04", s) != 0)))
        conditions["R107"].append(v("2.08", s) <= v("2.07", s) + TINY)
        conditions["R117"].append(v("2.01", s) <= v("1.10", s) + TINY)
        share = v("2.06", s) / v("2.02", s) * 100
        conditions["R401"].append(pl.when(v("2.02", s) != 0).then((share >= 0.2) & (share <= 60)))
        for event, count, money in (("new", "1.01", "1.02"), ("adjusted", "1.03", "1.04"), ("ended", "1.06", "1.07")):
            lines, capital = pl.col(f"B9|{s}|{event}|count"), pl.col(f"B9|{s}|{event}|capital")
            conditions["R112"].append((v(count, s) - lines).abs() <= TINY)
            conditions["R112"].append((v(money, s) - capital).abs() <= 0.005 * (lines + 1) + TINY)
    conditions["R108"].append(v("3.08") <= v("3.07") + TINY)
    low = (v("3.08") - 0.05) * 100 / (v("3.07") + 0.05)
    high = (v("3.08") + 0.05) * 100 / (v("3.07") - 0.05)
    conditions["R109"].append((v("3.09") - 0.05 <= high + TINY) & (low <= v("3.09") + 0.05 + TINY))
    conditions["R110"].append(v("3.03") + v("3.05") <= v("3.01") + TINY)
    conditions["R110"].append(v("3.04") + v("3.06") <= v("3.02") + 0.15 + TINY)
    for code, source in ZONES.items():
        lines = pl.col(f"{source.rsplit('|', 1)[0]}|count")
        allowed = 0.0 if source.endswith("count") else 0.05 * (lines + 1)
        conditions["R111"].append((v(code) - pl.col(source)).abs() <= allowed + TINY)
    told = []  # a total line that says the same as the figure of B3 is judged with it
    for what, code in (("area", "3.02"), ("leasable", "3.07"), ("leased", "3.08")):
        stated = pl.col(f"B8|total|{what}")
        gap = stated - pl.col(f"B8|all|{what}")
        told.append((stated == v(code)).fill_null(False))
        within = gap.abs() <= 0.05 * (pl.col("B8|all|count") + 1) + TINY
        conditions["R111"].append(pl.when(~told[-1]).then(within))
    conditions["R113"].append((v("5.01") - v("5.02") - v("5.03") - v("5.04")).abs() <= TINY)
    for part, whole in (("5.05", "5.01"), ("5.09", "5.08"), ("4.10", "3.03")):
        conditions["R114"].append(v(part) <= v(whole) + TINY)
    known = v("4.06").is_not_null() & v("4.07").is_not_null()
    conditions["R114"].append(pl.when(known).then((v("4.06") != 0) | (v("4.07") == 0)))
    for measure in ("self", "verified"):
        for number in range(1, 11):
            score, most = v(f"7.{number:02}", "total", measure), v(f"7.{number:02}", "total", "max")
            conditions["R115"].append(score <= most + TINY)
        parts = [v(f"7.0{number}", "total", measure) for number in range(1, 9)]
        total = sum(parts[1:], parts[0]) - v("7.09", "total", measure)
        conditions["R115"].append((v("7.10", "total", measure) - total).abs() <= 0.5 + TINY)
    conditions["R402"].append(v("2.04", "fdi") <= v("2.02", "fdi") + TINY)
    return conditions


def every_cell(cells: list[str]) -> Conditions:
    counts = [name for name in cells if name.split("|")[0] in WHOLE]
    return {
        "R105": [pl.col(name) >= 0 for name in cells if not name.startswith(("1.04", "1.05"))],
        "R106": [(pl.col(name) - pl.col(name).round()).abs() <= TINY for name in counts],
    }


def list_totals(lines: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """What the lists of each submission add up to."""
    zones, projects = lines["B8"].lazy(), lines["B9"].lazy()
    listed = zones.filter(~pl.col("total"))
    operating, building = pl.col("status") == "operating", pl.col("status") == "under_construction"
    sums = listed.group_by("submission").agg(
        pl.len().cast(pl.Float64).alias("B8|all|count"),
        *(pl.col(what).sum().alias(f"B8|all|{what}") for what in TOTAL_LINE),
        operating.sum().cast(pl.Float64).alias("B8|operating|count"),
        pl.col("area").filter(operating).sum().alias("B8|operating|area"),
        building.sum().cast(pl.Float64).alias("B8|under_construction|count"),
        pl.col("area").filter(building).sum().alias("B8|under_construction|area"),
    )
    totals = zones.filter("total").select(
        "submission", *(pl.col(what).alias(f"B8|total|{what}") for what in TOTAL_LINE)
    )
    events = projects.group_by("submission").agg(
        expression
        for sector, capital in (("fdi", "capital_usd"), ("ddi", "capital_vnd"))
        for event in ("new", "adjusted", "ended")
        for expression in (
            ((pl.col("sector") == sector) & (pl.col("event") == event))
            .sum()
            .cast(pl.Float64)
            .alias(f"B9|{sector}|{event}|count"),
            pl.col(capital)
            .filter((pl.col("sector") == sector) & (pl.col("event") == event))
            .sum()
            .alias(f"B9|{sector}|{event}|capital"),
        )
    )
    return sums.join(totals, on="submission", how="left").join(events, on="submission", how="full", coalesce=True)


def of_lines(lines: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    zones, projects = lines["B8"].lazy().filter(~pl.col("total")), lines["B9"].lazy()
    once = pl.int_range(pl.len()).over("submission", "certificate", "event") == 0
    settled = pl.col("event").is_in(["new", "ended"])
    day = (pl.col("date") >= pl.col("_from")) & (pl.col("date") <= pl.col("_to"))
    parts = [zones.select(count_of("R105", pl.col(what) >= 0, pl.col(what).is_not_null())) for what in TOTAL_LINE]
    parts += [
        projects.select(count_of("R105", pl.col(what) >= 0, pl.col(what).is_not_null() & settled))
        for what in ("capital_usd", "capital_vnd")
    ]
    parts.append(projects.select(count_of("R105", pl.col("land") >= 0, pl.col("land").is_not_null())))
    parts.append(projects.select(count_of("R116", once)))
    parts.append(projects.select(count_of("R116", day)))
    for part, whole in (("leased", "leasable"), ("leasable", "area")):
        parts.append(zones.select(count_of("R118", pl.col(part) <= pl.col(whole) + TINY)))
    listed = zones.select("submission", zone="name", zone_area="area", listed=pl.lit(True))
    placed = projects.join(listed, on=["submission", "zone"], how="left").with_columns(
        pl.col("listed").fill_null(False)
    )
    parts.append(placed.select(count_of("R119", pl.col("listed"))))
    parts.append(placed.select(count_of("R119", pl.col("land") <= pl.col("zone_area") + TINY, pl.col("listed"))))
    alike = ("project", "investor", "country", "zone", "sector", "event", "date", "capital_usd", "capital_vnd", "land")
    parts.append(projects.select(count_of("R120", pl.int_range(pl.len()).over("submission", *alike) == 0)))
    return pl.concat(parts)


def of_lists_before(lines: Mapping[str, pl.DataFrame], observations: pl.DataFrame) -> pl.LazyFrame:
    """R209 to R211: certificates, zones and capital against what was reported before."""
    times = observations.lazy().select("submission", "board", "now").unique()
    zones = lines["B8"].lazy().filter(~pl.col("total")).join(times, on="submission")
    projects = lines["B9"].lazy().join(times, on="submission")
    now, event = pl.col("now"), pl.col("event")
    parts = []
    for first, events in (("new", ["new"]), ("ended", ["adjusted", "ended"])):
        since = now.filter(event == first).min().over("board", "certificate")
        fresh = pl.when(now > 0).then(~(since < now).fill_null(False))
        parts.append(projects.select(count_of("R209", fresh, event.is_in(events))))
    then = zones.select("board", "name", now + 1, before="area", there=pl.lit(True))
    held = zones.join(then, on=["board", "name", "now"], how="left").with_columns(pl.col("there").fill_null(False))
    near, known = (pl.col("area") - pl.col("before")).abs() <= 0.2 * pl.col("before"), now > 0
    parts.append(held.select(count_of("R210", near, pl.col("there") | ~known)))
    parts.append(held.select(count_of("R210", pl.col("there"), known)))
    stayed = held.group_by("board", "now").agg(pl.col("there").sum(), pl.len().alias("lines")).sort("board", "now")
    gone = stayed.with_columns(pl.col("lines").shift(1).over("board").alias("before"))
    parts.append(gone.select(count_of("R210", pl.col("there") >= pl.col("before"), known)))
    capital = pl.coalesce("capital_usd", "capital_vnd")
    amount = projects.with_columns(log=pl.when(capital > 0).then(capital.log())).drop_nulls("log")
    usual, largest = pl.col("log").median().over("now", "sector"), pl.col("log").top_k(2).min().over("now", "sector")
    score = (pl.col("log") - usual) / 1.3
    odds = -3 * (1 + (score - math.log(1000) / 1.3) ** 2 / 5).log() + 3 * (1 + score**2 / 5).log()
    parts.append(amount.select(count_of("R211", ~((odds >= 4.6) & (pl.col("log") > largest)))))
    return pl.concat(parts)


def blanks(observations: pl.DataFrame, lines: Mapping[str, pl.DataFrame], form: Form) -> pl.LazyFrame:
    must = [
        (line.code, c.sector, c.measure)
        for line in form.indicators
        for c in line.columns
        if c.sector in line.units and line.must_be_filled(c)
    ]
    required = pl.LazyFrame(must, schema=["code", "sector", "measure"], orient="row")
    mine = observations.lazy().join(required, on=["code", "sector", "measure"], how="semi")
    parts = [mine.select(count_of("F05", pl.col("state") != "blank"))]
    for sheet, columns in form.list_sheets.items():
        listed = lines[sheet].lazy().filter(~pl.col("total"))
        states = [f"{item.key}_state" for item in columns if item.required]
        parts += [listed.select(count_of("F05", (pl.col(state) != "blank").fill_null(False))) for state in states]
    return pl.concat(parts)


# --- against earlier half-years and other boards ----------------------------------------------------------------------


def against_before(cells: list[str], form: Form) -> Conditions:
    def precision(name: pl.Expr, decimals: int) -> pl.Expr:
        coarse = pl.when(name == name.round()).then(1.0) if decimals else pl.lit(1.0)
        return coarse.when(name.is_not_null()).then(10.0**-decimals) if decimals else coarse

    conditions: Conditions = {rule: [] for rule in ("R201", "R204", "R205", "R206", "R207", "R208")}
    for s in ("fdi", "ddi"):
        conditions["R201"].append((v("1.09", s) - before(f"1.10|{s}|actual")).abs() <= TINY)
    for name in cells:
        code, sector, measure = name.split("|")
        if measure == "last_year":
            decimals, then = form.by_code[code].decimals, before(f"{code}|{sector}|actual", 2)
            allowed = pl.max_horizontal(precision(pl.col(name), decimals), precision(then, decimals))
            conditions["R204"].append((pl.col(name) - then).abs() <= allowed + TINY)
        if measure in ("plan", "max"):
            room = 10.0 ** -form.by_code[code].decimals if not form.by_code[code].is_count else 0.0
            same = (pl.col(name) - before(name)).abs() <= room + TINY
            conditions["R207"].append(pl.when(pl.col("now") % 2 == 1).then(same) if measure == "plan" else same)
        of_people = code in PEOPLE and (sector != "total" or len(form.by_code[code].units) == 1)
        if measure == "actual" and (of_people or not form.by_code[code].is_count):
            conditions["R208"] += repeated(name, form, cells)
    for sheet in form.by_sheet:
        own = [name for name in cells if form.by_code[name.split("|")[0]].sheet == sheet]
        same = pl.all_horizontal(pl.col(name).eq_missing(before(name)) for name in own)
        zeros = pl.all_horizontal((pl.col(name) == 0).fill_null(True) for name in own)
        some = pl.any_horizontal(pl.col(name).is_not_null() for name in own)
        conditions["R205"].append(pl.when(some & (pl.col("now") > 0)).then(zeros | ~same))
    fewer = v("3.03") >= before("3.03|total|actual") - TINY
    areas = (v("3.04"), before("3.04|total|actual"))
    room = [pl.when(area == area.round()).then(0.5).otherwise(0.05) for area in areas]
    smaller = areas[0] >= areas[1] - room[0] - room[1] - TINY
    conditions["R206"].append(fewer & smaller)
    return conditions


def repeated(name: str, form: Form, cells: list[str]) -> list[pl.Expr]:
    """R208: an amount that is its plan, last year's or last period's to the last of many digits."""
    code, sector, _ = name.split("|")
    line, own = form.by_code[code], pl.col(name)
    steps = 1 / (2 * math.sqrt(math.pi) * swing_of(line, sector) * 0.0003)

    def few(most: pl.Expr | float) -> pl.Expr:
        units = own.abs() * 10.0**line.decimals
        shortened = units / pl.lit(10.0).pow(((units / most).log10().floor() + 1).clip(0))
        return (shortened - shortened.round()).abs() < TINY

    others = [pl.col(twin) for measure in ("plan", "last_year") if (twin := f"{code}|{sector}|{measure}") in cells]
    if code in COPIED and sector != "total":
        others.append(v(COPIED[code], sector))
    held = [few(steps) | (own == 0) | (own != other) for other in others]
    if line.kind == "flow" or code in PEOPLE:
        lines = form.by_sheet[line.sheet]
        sheet = [f"{one.code}|{key.sector}|{key.measure}" for one in lines for key in one.keys]
        copied = pl.all_horizontal(pl.col(one).eq_missing(before(one)) for one in sheet)
        # Where another amount of the column repeats too, this one was likelier copied.
        amounts = [
            f"{one.code}|{sector}|actual"
            for one in lines
            if code not in PEOPLE and one.kind == "flow" and not one.is_count
        ]
        sisters = [one for one in amounts if one != name and one in cells]
        alike = pl.any_horizontal(
            [(pl.col(one) != 0) & (pl.col(one) == before(one)) for one in sisters] or [pl.lit(False)]
        )
        most = pl.when(alike).then(steps / 10).otherwise(steps)
        held.append(few(most) | (own == 0) | (own != before(name)) | copied)
    return held


def against_others(form: Form) -> Conditions:
    conditions: Conditions = {"R302": [], "R303": []}
    for lines in form.by_sheet.values():
        names = [f"{line.code}|{key.sector}|actual" for line in lines for key in line.keys if key.measure == "actual"]
        if len(names) >= 4:
            some = pl.sum_horizontal(pl.col(name) != 0 for name in names)
            alone = pl.len().over("now", pl.struct(names).hash()) == 1
            conditions["R303"].append(pl.when(some > 0).then(alone | (some < 4)))
    for part, whole, times, new, below in RATIOS:
        for s in ("fdi", "ddi"):
            ratio = pl.col(f"{part}/{whole} {s}")
            ratio = pl.when((v(part, s) > 0) & ((v(whole, s) > 0) if whole else True)).then(ratio)
            least, most = ratio.min().over("now"), ratio.max().over("now")
            least = pl.when(ratio == least).then(ratio.bottom_k(2).max().over("now")).otherwise(least)
            most = pl.when(ratio == most).then(ratio.top_k(2).min().over("now")).otherwise(most)
            enough = ratio.count().over("now") - 1 >= 3
            if new:
                enough &= before(f"{part}|{s}|actual").is_null()
            within = (ratio >= least / times) & (ratio <= most * times)
            if below:
                within &= ratio >= middle_of_others(ratio) / below
            conditions["R302"].append(pl.when(enough).then(within))
    return conditions


def middle_of_others(ratio: pl.Expr) -> pl.Expr:
    """The median of a half-year's figures but one's own, which is passed over in their order."""
    own, last = ratio.rank("ordinal").cast(pl.Int64) - 1, ratio.count().cast(pl.Int64) - 2
    both = (place + (place >= own).cast(pl.Int64) for place in (last // 2, (last + 1) // 2))
    ordered = [ratio.sort(nulls_last=True).gather(place).over("now") for place in both]
    return (ordered[0] + ordered[1]) / 2


def of_outliers(wide: pl.LazyFrame, form: Form, rates: Mapping[int, float]) -> pl.LazyFrame:
    """R202 and R203: against the median of the board's earlier figures on the log scale."""
    facts = [
        (
            f"{line.code}|{key.sector}|{key.measure}",
            5.0 if line.is_count else line.half_unit,
            line.sheet == "B1" and line.kind == "flow",
            line.code in ("1.04", "1.05"),
            {"million_usd": 1.0, "billion_vnd": -1.0}.get(line.units[key.sector], 0.0),
        )
        for line in form.indicators
        for key in line.keys
        if line.kind != "score" and key.measure in ("actual", "plan")
    ]
    known = pl.LazyFrame(facts, schema=["cell", "floor", "flow", "net", "sign"], orient="row")
    known = known.with_columns(pl.when("flow").then(0.0).otherwise("sign").alias("sign"))
    rate = pl.LazyFrame({"now": list(rates), "rate": list(rates.values())}, schema_overrides={"now": pl.Int64})
    by = ["cell", "board"]
    size = pl.col("value").abs()
    figures = (
        wide.unpivot([name for name, *_ in facts], index=["board", "now"], variable_name="cell")
        .join(known, on="cell", maintain_order="left")
        .join(rate, on="now", maintain_order="left")
        .with_columns(pl.when(size < pl.col("floor")).then("floor").otherwise(size).log10().alias("log"))
        .with_columns(
            pl.col("log").shift(1).rolling_median(9, min_samples=HISTORY).over(by).alias("middle"),
            pl.col("value").shift(1).rolling_median(9, min_samples=HISTORY).over(by).alias("median"),
        )
    )
    log = pl.col("log")
    spreads = [
        figures.filter(pl.col("now") < now)
        .select("cell", log, log.median().over(by).alias("own"), log.count().over(by).alias("some"))
        .filter(pl.col("some") >= HISTORY)
        .group_by("cell")
        .agg(((log - pl.col("own")).abs().median() * 1.4826).alias("spread"))
        .with_columns(pl.lit(now, dtype=pl.Int64).alias("now"))
        for now in rates
    ]
    off = log - pl.col("middle")
    thousands = pl.any_horizontal((off - power).abs() <= 0.5 for power in (3, -3, 6, -6))
    currency = (pl.col("sign") != 0) & ((off - pl.col("sign") * pl.col("rate").log10()).abs() <= 0.15)
    slip = (pl.col("value") != 0) & (pl.col("median") != 0) & (thousands | currency)
    least = pl.when("flow").then(math.log10(5)).otherwise(0.5)
    allowed = pl.min_horizontal(pl.max_horizontal(least, 4 * pl.col("spread").fill_null(0.0)), 1.5)
    quiet = (off < 0) & (pl.col("net") | ((pl.col("value") == 0) & pl.col("flow")))
    judged = figures.join(pl.concat(spreads), on=["cell", "now"], how="left").filter(pl.col("value").is_not_null())
    outlier = (off.abs() > allowed) & ~quiet & ~slip
    held = judged.select(
        pl.when(off.is_not_null()).then(~slip).alias("R202"), pl.when(off.is_not_null()).then(~outlier).alias("R203")
    )
    return pl.concat(held.select(count_of(rule, pl.col(rule))) for rule in ("R202", "R203"))


def of_published(wide: pl.LazyFrame, published: Mapping[tuple[int, str], float]) -> pl.LazyFrame:
    """R301: the bloc's total against what was published, where every board has a figure."""
    parts = []
    for (now, name), figure in published.items():
        own = pl.col(name)
        holds = pl.when(own.is_not_null().all()).then((own.sum() - figure).abs() <= 0.05 + TINY)
        parts.append(
            wide.filter(pl.col("now") == now).select(holds.alias("holds")).select(count_of("R301", pl.col("holds")))
        )
    return pl.concat(parts)


COPIED = {"1.08": "1.02", "2.05": "2.04"}  # lines likely to hold another's figure
PEOPLE = ("2.07", "2.08", "6.05")
TOTAL_LINE = {"area": "3.02", "leasable": "3.07", "leased": "3.08"}
INSIDE = (
    *("R101", "R102", "R103", "R104", "R107", "R108", "R109", "R110", "R111", "R112", "R113", "R114", "R115"),
    *("R117", "R401", "R402"),
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
