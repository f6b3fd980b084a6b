"""Units of measure: their spellings, and exact conversion between units of one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

from schemas.folding import Letters
from schemas.tabular import FOLDER, read_rows
from schemas.text import Text

# The dimensions of units.csv that are money, and the unit of each that sums over boards are told in.
UNIT_OF_SUMS = {"usd": "million_usd", "vnd": "billion_vnd"}
MONEY = tuple(UNIT_OF_SUMS)

_LETTERS = Letters(kept="%‰$")


@dataclass(frozen=True)
class Unit:
    """One unit. `factor` is its size in the smallest unit of its dimension (1000 for thousand USD)."""

    unit: str
    dimension: str
    factor: Decimal
    label_vi: str
    label_en: str

    @property
    def label(self) -> Text:
        return Text(self.label_vi, self.label_en)

    @property
    def is_money(self) -> bool:
        return self.dimension in MONEY


@dataclass(frozen=True, eq=False)  # told apart by identity: there is one for each reference data, and many caches ask
class Units:
    by_name: dict[str, Unit]
    spellings: dict[str, tuple[str, ...]]  # folded spelling -> units it may mean

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Everything a folded spelling may begin with: a text that begins otherwise begins with no unit."""
        return frozenset(spelling[:length] for spelling in self.spellings for length in range(1, len(spelling) + 1))

    def named(self, text: str) -> tuple[Unit, ...]:
        """The units a written unit may mean: none when unknown, several when only the line can tell (`đ`)."""
        return tuple(self.by_name[name] for name in self.spellings.get(fold_unit(text), ()))

    def meaning(self, text: str, expected: str) -> Unit | None:
        """The unit `text` means where the form expects the unit `expected`; None when unknown or of another kind.

        A count's unit is a noun the office words its own way, so a noun of another count is not accepted
        silently: only spellings listed for a unit of the same dimension are.
        """
        dimension = self.by_name[expected].dimension
        return next((unit for unit in self.named(text) if unit.dimension == dimension), None)

    def ratio(self, written: str, expected: str) -> Decimal:
        """What a figure in `written` is multiplied by to be in `expected`; exact.

        Raises:
            ValueError: the two are of different dimensions.
        """
        a, b = self.by_name[written], self.by_name[expected]
        if a.dimension != b.dimension:
            raise ValueError(f"{written} ({a.dimension}) cannot be converted to {expected} ({b.dimension})")
        return a.factor / b.factor


@lru_cache(maxsize=4096)
def fold_unit(text: str) -> str:
    """Letters, digits and the signs % ‰ $ only, lower case, no accents."""
    return text.translate(_LETTERS).lower()


def load_units(folder: Path = FOLDER) -> Units:
    by_name: dict[str, Unit] = {}
    spellings: dict[str, list[str]] = {}
    for row in read_rows(folder / "units.csv"):
        unit = Unit(row["unit"], row["dimension"], Decimal(row["factor"]), row["label_vi"], row["label_en"])
        by_name[unit.unit] = unit
        for spelling in [unit.unit, *row["spellings"].split(";")]:
            names = spellings.setdefault(fold_unit(spelling), [])
            if unit.unit not in names:
                names.append(unit.unit)
    return Units(by_name, {spelling: tuple(names) for spelling, names in spellings.items()})
