"""What a submission must be against history, as a model of pandera: its board's earlier figures, the other boards'.

`AgainstHistory.validate(frame, lazy=True)` checks R201, R204, R205, R206 and R302 over one submission a row with the
columns of history beside those of the form (`columns.py`): `1.10|fdi|actual@previous`, `2.02|fdi|actual@last_year`,
`2.02|fdi|actual/2.01|fdi|actual@least`, the submission's own `period`. A column that is not there is not known.
"""

from __future__ import annotations

from functools import lru_cache

import pandera.polars as pa

from schemas.language.columns import PERIOD, SAME_BOARD_BEFORE
from schemas.language.row_checks import optional, row_model, rule_checks
from schemas.periods import Period
from schemas.submission import rules_known


@lru_cache(maxsize=8)
def against_history(period: Period | str | None = None) -> type[pa.DataFrameModel]:
    """The model of a half-year's form and rules; of the newest form without one."""
    _, rules, statements = rules_known(period)
    checks = rule_checks([*rules.opening, *rules.history], statements)
    figures = dict.fromkeys(name for check in checks for name in check.reads if not name.endswith("?x"))
    columns = {name: optional() for name in figures if name not in (PERIOD, SAME_BOARD_BEFORE)}
    doc = "One submission a row with what was accepted before it; one check a rule against history."
    return row_model("AgainstHistory", doc, columns, checks)


AgainstHistory = against_history()
