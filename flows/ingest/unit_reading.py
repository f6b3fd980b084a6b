"""Units as offices write them: one for a line, a pair for FDI and DDI, in a heading or above a table."""

from __future__ import annotations

import re
from functools import lru_cache

from schemas.folding import fold_words
from schemas.units import Unit, Units

_SEPARATORS = re.compile(r"\s*(?:/|;|\||\+|\n|,(?!\d)| và | hoặc | - | – )\s*")
_SECTOR = re.compile(r"^\s*\(?(FDI|DDI|tổng số|tổng)\)?\s*[:=]?\s*|\s*\((FDI|DDI|tổng số|tổng)\)\s*$", re.IGNORECASE)
_SECTOR_ORDER = {"fdi": 0, "ddi": 1}
MONEY = ("usd", "vnd")
_SCALING = {"nghin", "ngan", "trieu", "ty", "ti", "tram", "chuc", "tr", "thousand", "million", "hundred", "dozen"}


@lru_cache(maxsize=4096)
def unit_parts(text: str, units: Units) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    """The units a unit text names, each with the sector it is said to be for ("" when not said).

    `triệu USD / tỷ đồng` gives two, `triệu đồng/người/tháng` one. Empty when any part is unknown.
    """
    whole = units.named(text)
    if whole:
        return (("", whole),)
    parts = []
    for written in _SEPARATORS.split(text.strip()):
        match = _SECTOR.search(written)
        sector = (match.group(1) or match.group(2)).lower() if match else ""
        named = units.named(_SECTOR.sub("", written))
        if not named:
            return ()
        parts.append(("total" if sector.startswith("t") else sector, named))
    return tuple(parts)


@lru_cache(maxsize=4096)
def unit_for(text: str, sector: str, expected: str, units: Units) -> str | None:
    """The unit `text` gives a cell of `sector` where the form expects `expected`; None: unknown or another kind.

    Of two units of one kind the first is for FDI and the second for DDI; where they differ a total has none.
    """
    dimension = units.by_name[expected].dimension
    parts = unit_parts(text, units)
    if not parts:
        return _counted_noun(text, expected, units)
    said = [named for said_sector, named in parts if said_sector == sector] or [n for s, n in parts if not s]
    fitting = [unit for named in said for unit in named[:] if unit.dimension == dimension]
    names = list(dict.fromkeys(unit.unit for unit in fitting))
    if not names:
        return None
    if len(names) == 1:
        return names[0]
    if len(said) == 2 and sector in _SECTOR_ORDER:
        mine = [unit.unit for unit in said[_SECTOR_ORDER[sector]] if unit.dimension == dimension]
        return mine[0] if mine else None
    return expected if len(said) == 1 and expected in names else None


def _counted_noun(text: str, expected: str, units: Units) -> str | None:
    """A count with words after its noun (`lượt kiểm tra`, `dự án FDI`): still that count, if nothing scales it."""
    dimension = units.by_name[expected].dimension
    if dimension in (*MONEY, "area", "ratio") or units.by_name[expected].factor != 1:
        return None
    words = fold_words(text).split()
    if any(word in _SCALING or word.isdigit() for word in words) or "%" in text or "/" in text:
        return None
    for length in range(len(words) - 1, 0, -1):
        named = units.spellings.get("".join(words[:length]), ())
        if any(units.by_name[name].dimension == dimension for name in named):
            return expected
    return None


def concerns(text: str, expected: str, units: Units) -> bool:
    """Whether a unit over a whole column or table says anything of a cell that expects `expected`.

    Money over a table concerns every money cell of it, in whichever currency, and no counts.
    """
    dimension = units.by_name[expected].dimension
    named = [unit.dimension for _, part in unit_parts(text, units) for unit in part]
    return dimension in named or (dimension in MONEY and any(d in MONEY for d in named))


_IN_LABEL = re.compile(
    r"^(.*?)\s*(?:[(\[]\s*(?:đvt|đơn vị tính|đơn vị)?\s*:?\s*([^()\[\]]+)[)\]]|[,;:–-]\s*([^,;:()]+))\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def unit_in_label(label: str, units: Units) -> tuple[str, str]:
    """A label without the unit at its end, and that unit: `Tổng doanh thu (nghìn USD)`; "" when there is none."""
    match = _IN_LABEL.match(label)
    if match:
        written = (match.group(2) or match.group(3)).strip()
        parts = unit_parts(written, units)
        if parts and any(unit.dimension in (*MONEY, "area", "ratio") for _, named in parts for unit in named):
            return match.group(1).strip(), written
    return label, ""
