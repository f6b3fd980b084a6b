"""Every kind of error that is planted."""

from __future__ import annotations

from flows.backtest.office_slips import OFFICE_KINDS
from flows.backtest.planting import SUM_KINDS, Kind

KINDS: dict[str, Kind] = {**SUM_KINDS, **OFFICE_KINDS}
