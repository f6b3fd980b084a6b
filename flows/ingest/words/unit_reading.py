"""Units as offices write them: one for a line, a pair for FDI and DDI, in a heading or above a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.ingest.submission import Place
from flows.ingest.words.number_formats import section_of
from schemas.facts.units import MONEY, Unit, Units, fold_unit
from schemas.facts.words import UNIT_WORDS, either, either_typed, folded_words
from schemas.folding import fold, fold_words

_SEPARATORS = re.compile(rf"\s*(?:/|;|\||\+|\n|,(?!\d)| {either('and')} | - | – )\s*")
_INTRODUCED = re.compile(rf"^\s*{either('unit_word', *UNIT_WORDS)}\s*:\s*", re.IGNORECASE)
_NAMED_SECTOR = f"FDI|DDI|{either('unit_sector', 'total')}"
_SECTOR = re.compile(
    rf"^\s*\(?(?:{either('unit_sector', 'before')} )?({_NAMED_SECTOR})\)?\s*[:=]?\s*|\s*\(({_NAMED_SECTOR})\)\s*$",
    re.IGNORECASE,
)
_SECTOR_ORDER = {"fdi": 0, "ddi": 1}
_LONGEST_TEXT = 200  # letters of a text that may be a unit or two
SCALED = (*MONEY, "area", "person")  # what offices give in thousands or millions
_SCALING = set(folded_words("scaling"))
_SCALES_MONEY = set(folded_words("scaling", "money"))


@lru_cache(maxsize=4096)
def unit_parts(text: str, units: Units) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    """The units a unit text names, each with the sector it is said to be for ("" when not said).

    `triệu USD / tỷ đồng` gives two, `triệu đồng/người/tháng` one. Empty when any part is unknown.
    """
    if len(text) > _LONGEST_TEXT:
        return ()
    whole = units.named(text)
    if whole:
        return (("", whole),)
    text = _INTRODUCED.sub("", text)
    parts = _separated(text, units)
    # A line break stands between two units or inside the name of one.
    return parts or (_separated(text.replace("\n", " "), units) if "\n" in text else ())


def _separated(text: str, units: Units) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    parts = []
    for written in filter(None, _SEPARATORS.split(text.strip())):
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


def shows_otherwise(code: str, value: float, unit: str, sector: str, units: Units) -> bool:
    """Whether a number format shows `value` as another figure, or in another unit than `unit` ("": a bare number).

    A unit it names that is not known counts as another one, as it does beside a line.
    """
    section = section_of(code, value)
    if section.alters or section.percent:  # a plain percentage is told apart before
        return True
    if not section.words:
        return False
    if unit in units.by_name:
        return unit_for(section.words, sector, unit, units) != unit
    words = fold_words(section.words).split()
    return any(word in _SCALING or any(map(str.isdigit, word)) for word in words)


def _counted_noun(text: str, expected: str, units: Units) -> str | None:
    """A count with words after its noun (`lượt kiểm tra`, `dự án FDI`): still that count, if nothing scales it."""
    dimension = units.by_name[expected].dimension
    if len(text) > _LONGEST_TEXT or dimension in (*MONEY, "area", "ratio") or units.by_name[expected].factor != 1:
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
    rf"^(.*?)\s*(?:[(\[]\s*{either('unit_word', *UNIT_WORDS)}?\s*:?\s*([^()\[\]]+)[)\]]|[,;:–-]\s*([^,;:()]+))\s*$",
    re.IGNORECASE,
)


def names_a_measure(text: str, units: Units) -> bool:
    """Whether a text is a unit of money or area or scaled, not what is only counted (`Project`)."""
    named = (unit for _, part in unit_parts(text, units) for unit in part)
    return any(unit.dimension in (*MONEY, "area", "ratio") or unit.factor != 1 for unit in named)


_SCALE_ONLY = re.compile(r"[x×*]?\s*(?:10\s?\^?\s?[369]|1([. ]?000){1,3})", re.IGNORECASE)


@lru_cache(maxsize=4096)
def names_a_scale(text: str) -> bool:
    """Whether a text is a scale and no unit: `nghìn`, `1.000`, `x1000`, `10^6`; `tỷ` alone is said of dong."""
    plain = text.strip(" ().:")
    words = set(fold_words(plain).split())
    return (bool(words) and words <= _SCALING - _SCALES_MONEY) or _SCALE_ONLY.fullmatch(plain) is not None


@lru_cache(maxsize=4096)
def unit_in_label(label: str, units: Units) -> tuple[str, str]:
    """A label without the unit at its end, and that unit: `Tổng doanh thu (nghìn USD)`; "" when there is none."""
    match = _IN_LABEL.match(label)
    if match:
        written = (match.group(2) or match.group(3)).strip()
        parts = unit_parts(written, units)
        units_named = [unit for _, named in parts for unit in named]
        if any(unit.dimension in (*MONEY, "area", "ratio") or unit.factor != 1 for unit in units_named):
            return match.group(1).strip(), written
    return label, ""


@dataclass(frozen=True, slots=True)
class StatedUnits:
    """Units of money or area that a text near a table names (keys of units.csv), and where it stands."""

    text: str
    place: Place
    units: tuple[str, ...]
    everywhere: bool = False  # said on the cover, of the whole file


_TOKEN = re.compile(r"[^\W_]+|\$")
_IN_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_STATES = either_typed("unit_word", "stated")
_BEFORE_COLON = either_typed("unit_word", "stated", "stated_before_colon", "maybe_before_colon")
_DECLARATION = re.compile(
    rf"{either_typed('unit_word', 'in_words')}|\b{_BEFORE_COLON}\s*(?::|=|{either_typed('is')} )|\b{_STATES}\s",
    re.IGNORECASE,
)
_FORBIDS = re.compile(rf"\b{either_typed('not')}\b", re.IGNORECASE)
_QUANTITIES = set(folded_words("quantity"))
_LONGEST = 5  # words of a unit
_SURE = 3  # letters from which a unit in running text is no other word


@lru_cache(maxsize=4096)
def declares_units(text: str) -> bool:
    """Whether a text says in which units figures are: `tính bằng nghìn đồng`, `ĐVT: ha`; not one that forbids it."""
    return _DECLARATION.search(text) is not None and _FORBIDS.search(text) is None


def units_in_words(text: str, units: Units) -> tuple[str, ...]:
    """The units of money and area that running text names: `Tiền phạt tính bằng nghìn đồng` gives thousand VND.

    A unit after a number is a figure (`tăng 120 nghìn USD`) and names none. Short or everyday words (`đồng`, `ha`,
    `tỷ`) count only where the text declares units or nothing else stands in the text or in a parenthesis of it.
    """
    found: dict[str, None] = {}
    for piece in (text, text.partition(":")[2], *_IN_PARENTHESES.findall(text)):
        if len(piece) < 80:
            found.update((unit.unit, None) for _, named in unit_parts(piece.strip(" .:;"), units) for unit in named[:1])
    declared = declares_units(text)
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        length, unit = _unit_at(text, tokens, index, units)
        if unit is None:
            index += 1
            continue
        written = text[tokens[index].start() : tokens[index + length - 1].end()].lower()
        before = tokens[index - 1] if index else None
        counted = before is not None and (
            (any(c.isdigit() for c in before.group()) and not text[before.end() : tokens[index].start()].strip())
            or fold(before.group()) in _QUANTITIES
        )
        folded = fold_unit(written)
        sure = not written[0].isdigit() and (
            (unit.factor != 1 and len(folded) >= _SURE)
            or (unit.dimension == "area" and (folded[-1].isdigit() or len(folded) > _SURE))
        )
        place_name = unit.dimension == "area" and not sure and not written.isascii()  # `ĐVT: Hà Nam` is not in hectares
        if not counted and (sure or (declared and not place_name)):
            found[unit.unit] = None
        index += length
    return tuple(name for name in found if _may_be_stated(units.by_name[name]))


def _may_be_stated(unit: Unit) -> bool:
    return unit.dimension in (*MONEY, "area") or (unit.dimension == "person" and unit.factor != 1)


def _unit_at(text: str, tokens: list[re.Match[str]], index: int, units: Units) -> tuple[int, Unit | None]:
    """The longest unit of money or area that begins at a word, and how many words it has."""
    if fold_unit(tokens[index].group()) not in units.beginnings:
        return 1, None
    end = index + 1
    while end < min(len(tokens), index + _LONGEST) and not text[tokens[end - 1].end() : tokens[end].start()].strip(
        " ."
    ):
        end += 1
    for stop in range(end, index, -1):
        named = units.named(text[tokens[index].start() : tokens[stop - 1].end()])
        unit = next((unit for unit in named if _may_be_stated(unit)), None)
        if unit is not None:
            return stop - index, unit
    return 1, None
