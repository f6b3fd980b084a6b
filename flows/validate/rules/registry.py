"""Which function judges which rule; a test holds this together with rules.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.validate.rules import across, history, inside, lists, outliers, subjects
from flows.validate.rules.applications import Application, CellRule, LineRule, StandingRule
from schemas.form import Form
from schemas.reference import Reference

# Rules between cells of one submission, as conditions over the wide frame.
ROW_RULES: dict[str, Callable[[Form], Iterator[Application]]] = {
    "R101": inside.r101_sectors_sum_to_total,
    "R102": inside.r102_capital_sums,
    "R103": inside.r103_valid_projects_roll_forward,
    "R104": inside.r104_count_and_money_agree_on_zero,
    "R107": inside.r107_foreign_workers_within_workers,
    "R108": inside.r108_leased_land_within_leasable,
    "R109": inside.r109_occupancy_rate,
    "R110": inside.r110_zones_within_approved,
    "R111": lists.r111_zone_list_adds_up,
    "R112": lists.r112_register_adds_up,
    "R113": inside.r113_dossiers_sum,
    "R114": inside.r114_part_within_whole,
    "R115": inside.r115_scores,
    "R401": subjects.r401_budget_share_of_revenue,
    "R402": subjects.r402_exports_within_revenue,
}
# Rules on every cell of a kind.
CELL_RULES: dict[str, Callable[[Form], Iterator[CellRule]]] = {
    "R105": inside.r105_no_negative_value,
    "R106": inside.r106_counts_are_whole,
}
# Rules on every line of a list sheet.
LINE_RULES: dict[str, Callable[[Form], Iterator[LineRule]]] = {
    "R105": lists.r105_no_negative_amount_in_lists,
    "R116": lists.r116_certificates_and_dates,
}
# The rule that settles, period after period, what is accepted: a condition over the wide frame with history.
OPENING_RULES: dict[str, Callable[[Form], Iterator[Application]]] = {"R201": history.r201_opening_is_last_closing}
# Rules against earlier periods and other boards, likewise.
HISTORY_RULES: dict[str, Callable[[Form], Iterator[Application]]] = {
    "R204": history.r204_last_year_is_what_was_accepted,
    "R205": history.r205_sheet_is_not_last_period_s,
    "R206": history.r206_zones_in_operation_did_not_shrink,
    "R302": across.r302_ratios_of_other_boards,
}
# Rules on every figure that has a history, or on x where figures stood before.
STANDING_RULES: dict[str, tuple[Callable[[Reference], StandingRule], ...]] = {
    "R202": (outliers.r202_unit_slip,),
    "R203": (outliers.r203_outlier, outliers.r203_figures_now_x),
}
# Rules on the bloc as a whole.
BLOC_RULES = {"R301": across.r301_published_figures}


@dataclass(frozen=True)
class RuleSet:
    """All rules over columns, expanded from one form: `rows`, `cells` and `lines` are judged inside submissions."""

    rows: tuple[Application, ...]
    cells: tuple[CellRule, ...]
    lines: tuple[LineRule, ...]
    opening: tuple[Application, ...]
    history: tuple[Application, ...]


def expand(form: Form) -> RuleSet:
    def applications(rules: dict[str, Callable[[Form], Iterator[Application]]]) -> tuple[Application, ...]:
        return tuple(application for rule in rules.values() for application in rule(form))

    return RuleSet(
        applications(ROW_RULES),
        tuple(cell_rule for rule in CELL_RULES.values() for cell_rule in rule(form)),
        tuple(line_rule for rule in LINE_RULES.values() for line_rule in rule(form)),
        applications(OPENING_RULES),
        applications(HISTORY_RULES),
    )


def standing_rules(reference: Reference) -> tuple[StandingRule, ...]:
    return tuple(rule(reference) for rules in STANDING_RULES.values() for rule in rules)
