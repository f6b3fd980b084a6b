"""What validating all submissions gives: the one result every later stage works from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from flows.raw_folder.decisions import Correction
from flows.validate.findings.finding import Finding


@dataclass(frozen=True)
class Validation:
    """The judgement of every version received.

    findings: every failed rule, of every version, plus those of a period as a whole (R301).
    states: submission, period, board, state (design section 4), verdict (the state before supersession),
        accepted (Boolean: this is the version in force of its board and period).
    outcomes: submission, rule, passed, failed, unverifiable (UInt32; how many checks of the rule).
    values: VALUE_SCHEMA plus status (reported, corrected, derived), period and board; corrections applied; all
        readable versions.
    lines: form sheet -> line_schema of its list and `corrected` (the fields that were, separated by `;`); all versions.
    judged: submission and one Boolean column a check (`Check.name`): true, false, or null for
        unverifiable. `zones why` tells from it what held over one figure.
    compared: submission, cell (column of the wide frame), compared (Boolean): the figures held against their board's
        own history, and whether there was enough of it.
    published: COMPARISON_SCHEMA of `published_figures`: the bloc's totals against figures published elsewhere.
    lapsed: the corrections whose board has sent another figure since, which stands.
    list_sums_less: whole-year file -> list sum -> what the first half had of it.
    changes: VERSION_CHANGE_SCHEMA of `version_changes`: what later versions changed.
    """

    findings: tuple[Finding, ...]
    states: pl.DataFrame
    outcomes: pl.DataFrame
    values: pl.DataFrame
    lines: dict[str, pl.DataFrame]
    judged: pl.DataFrame
    compared: pl.DataFrame
    published: pl.DataFrame
    list_sums_less: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    lapsed: tuple[Correction, ...] = ()
    changes: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def halved(self) -> frozenset[str]:
        """Whole-year files whose register lists the events of the year, of which the second half counts."""
        return frozenset(name for name, less in self.list_sums_less.items() if less)
