"""The rules as data: `rules.csv`, one line a rule; `formula` is what it says (`formulas.py`), empty for a function."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schemas.tabular import FOLDER, read_rows

ERROR, QUERY, INFO = "error", "query", "info"
SEVERITIES = (ERROR, QUERY, INFO)


@dataclass(frozen=True)
class Rule:
    """One rule. `effective_from` is the first period it judges (empty: all): no later rule reinterprets old files.

    statement, statement_vi: what it says, in English and Vietnamese; the latter may be empty.
    """

    rule: str
    level: int
    severity: str
    missing: str
    scope: str
    statement: str
    formula: str = ""
    effective_from: str = ""
    effective_to: str = ""
    statement_vi: str = ""

    def effective_in(self, period: str) -> bool:
        """Whether the rule judges a period written `2023-H1`."""
        return self.effective_from <= period and (not self.effective_to or period <= self.effective_to)


def load_rules(folder: Path = FOLDER) -> dict[str, Rule]:
    return {
        r["rule"]: Rule(
            rule=r["rule"],
            level=int(r["level"]),
            severity=r["severity"],
            missing=r["missing"],
            scope=r["scope"],
            statement=r["statement"],
            formula=r.get("formula", ""),
            effective_from=r.get("effective_from", ""),
            effective_to=r.get("effective_to", ""),
            statement_vi=r.get("statement_vi", ""),
        )
        for r in read_rows(folder / "rules.csv")
    }
