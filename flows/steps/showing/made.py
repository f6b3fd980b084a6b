"""`observations`, `bloc_summary` and `lineage` of what was judged, for those who show single figures."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from flows.steps.judged import Judged
from flows.transform.lineage import lineage
from flows.transform.tables import figures_and_totals
from schemas.reference import Reference


class Made:
    """`observations`, `bloc_summary` and `lineage` of what was judged, made when they are asked for."""

    def __init__(self, judged: Judged, reference: Reference) -> None:
        self.judged, self.reference = judged, reference

    @cached_property
    def _tables(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        return figures_and_totals(self.judged.validation, self.judged.context.outside, self.reference)

    @property
    def observed(self) -> pl.DataFrame:
        return self._tables[0]

    @property
    def totals(self) -> pl.DataFrame:
        return self._tables[1]

    @cached_property
    def inputs(self) -> pl.DataFrame:
        return lineage(self.observed, self.judged.frames, self.judged.context.outside, self.reference)
