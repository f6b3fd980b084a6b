"""What earlier half-years left that counts: all that a later one is held against."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from flows.ingest.frames import Received, SubmissionFrames
from flows.validate.acceptance.corrections import Corrected
from flows.validate.validation import Validation


@dataclass(frozen=True)
class Before:
    """The versions in force of earlier half-years, as they were judged.

    values, lines, list_sums_less: as in `Validation`, of these versions alone.
    """

    received: dict[str, Received]
    values: pl.DataFrame
    lines: dict[str, pl.DataFrame]
    list_sums_less: dict[str, dict[str, float | None]]

    @staticmethod
    def left_by(judged: Validation, received: dict[str, Received]) -> Before:
        """What a judgement leaves to later half-years."""
        names = judged.states.filter("accepted")["submission"].to_list()
        kept = pl.col("submission").is_in(names)
        return Before(
            {name: received[name] for name in names},
            judged.values.filter(kept),
            {sheet: lines.filter(kept) for sheet, lines in judged.lines.items()},
            {name: dict(less) for name, less in judged.list_sums_less.items() if name in names},
        )

    def and_then(self, later: Before) -> Before:
        return Before(
            self.received | later.received,
            pl.concat([self.values, later.values]),
            {sheet: pl.concat([self.lines[sheet], lines]) for sheet, lines in later.lines.items()},
            self.list_sums_less | later.list_sums_less,
        )

    def joined(self, frames: SubmissionFrames, corrected: Corrected) -> tuple[SubmissionFrames, Corrected]:
        """What is to be judged with all of this before it."""
        lines = {sheet: pl.concat([self.lines[sheet], own]) for sheet, own in frames.lines.items()}
        return (
            replace(frames, received=self.received | frames.received, lines=lines),
            replace(
                corrected,
                values=pl.concat([self.values, corrected.values]),
                list_sums_less={**self.list_sums_less, **corrected.list_sums_less},
            ),
        )
