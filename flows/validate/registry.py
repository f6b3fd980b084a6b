"""Which function judges which rule; a test holds this together with rules.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.validate import rules_inside as inside
from flows.validate import rules_lists as lists
from flows.validate import rules_subjects as subjects
from flows.validate.applications import Application, CellRule, LineRule
from schemas.form import Form

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


@dataclass(frozen=True)
class RuleSet:
    """All rules judged inside submissions, expanded from one form."""

    rows: tuple[Application, ...]
    cells: tuple[CellRule, ...]
    lines: tuple[LineRule, ...]


def expand(form: Form) -> RuleSet:
    return RuleSet(
        tuple(application for rule in ROW_RULES.values() for application in rule(form)),
        tuple(cell_rule for rule in CELL_RULES.values() for cell_rule in rule(form)),
        tuple(line_rule for rule in LINE_RULES.values() for line_rule in rule(form)),
    )
