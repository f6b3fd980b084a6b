"""What a figure says, and each way it may be understood."""

from __future__ import annotations

from dataclasses import dataclass

from flows.factcheck.text.figures import Figure

VALUE, GROWTH, SHARE, PLAN_SHARE, TARGET, RANK, UNITS, DIFFERENCE, RATIO, SUM, WORDS = (
    "value",
    "growth",
    "share",
    "plan",
    "plan_target",
    "rank",
    "count_of_units",
    "difference",
    "ratio",
    "sum",
    "word_claim",
)


# How a label was found: bound to the figure, beside it, earlier in the sentence, by its noun, in a sentence before.
BOUND, BESIDE, EARLIER, NOUN, BEFORE, NONE = 5, 4, 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Meaning:
    """One way to understand a figure."""

    key: str
    sector: str
    scope: str
    period: str


@dataclass(frozen=True)
class Understood:
    """What a figure says. `others` are what it may mean as well, where the text does not say it outright;
    `base` is the period it is compared with when the text names it; `negative` a decrease."""

    figure: Figure
    kind: str
    meaning: Meaning
    label: int
    others: tuple[Meaning, ...] = ()
    base: str = ""
    negative: bool = False
    noun: str = ""
    after_sum: bool = False
    sentence: int = 0
    block: int = 0
    said_sector: bool = False
    said_scope: bool = False
    said_period: bool = False
    unit_as_written: str = ""
    part: bool = False  # said to be among what was named before, and not which
