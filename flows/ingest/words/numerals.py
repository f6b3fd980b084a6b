"""One number as people write it: every value its text may stand for, before any file or column decides.

`4.693` is 4693 where the dot groups thousands and 4.693 where it marks decimals; the token alone cannot say, so a
`Numeral` keeps both readings and `number_style` decides later from the column and the file. Everything else that
people put into a number cell (dashes, x, words for none, footnote marks, brackets, scale words, glued units, hedges)
has one meaning each; the table is in docs/reading.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schemas.facts.units import MONEY, Units, fold_unit
from schemas.facts.words import either, folded_words, office_words, target_of
from schemas.folding import fold

# What a text in a number cell is. ZERO, NOT_APPLICABLE and MISSING carry no readings.
NUMBER, ZERO, NOT_APPLICABLE, MISSING, RANGE, DITTO, WORDS = (
    "number",
    "zero",
    "not_applicable",
    "missing",
    "range",
    "ditto",
    "words",
)

COMMA, DOT, EITHER = ",", ".", ""
# A country's product in đồng has 17 digits; a spreadsheet keeps 15. Sums of what is longer cannot be exact.
_DIGITS = 19
LARGEST = 10**18  # the least number of so many digits


@dataclass(frozen=True, slots=True)
class Reading:
    """One value a text may stand for.

    `mark` is the decimal mark this reading takes for granted (EITHER: none). `decimals` counts the digits written
    after it. `unit` is the unit the value is in: the one written with the number, else the hint; "" when unknown.
    """

    value: Decimal
    mark: str
    decimals: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a text says: its kind, its readings, and what it betrays of the writer's habit.

    `evidence` is the decimal mark this text proves (`4.693,1` proves the comma), EITHER when it proves nothing.
    `approximate` marks hedges (`hơn`, `about`). `own_unit` is true when the unit stands in the text itself.
    """

    kind: str
    readings: tuple[Reading, ...] = ()
    evidence: str = EITHER
    approximate: bool = False
    own_unit: bool = False


_PLAIN: dict[int, str] = {
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0x2028, 0x2029, 0x2800, 0x1680), " "),
    # Signs nobody sees: zero-width spaces, marks of direction, soft hyphens, fillers, variation selectors.
    **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD, 0x61C), ""),
    **dict.fromkeys((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)), ""),
    **dict.fromkeys((*range(0xFFF9, 0xFFFC), *range(0x7F, 0xA0), *range(0xE0000, 0xE0080)), ""),
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},  # full-width signs
    **dict.fromkeys(map(ord, "−‐‑‒–—―"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ´`"), "'"),
}
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"

_ZERO_WORDS = frozenset(folded_words("zero"))
_NOT_APPLICABLE_WORDS = frozenset(folded_words("not_applicable"))
_DITTO_WORDS = frozenset(folded_words("ditto"))
LONGEST_DITTO = 10  # letters, with the signs around it
MISSING_WORDS = frozenset(office_words("missing"))  # what programs write where they have nothing

_FOOTNOTE = re.compile(
    r"(?<=[\d%\w])\s*(?:\(\s*(?:\d{1,2}|[a-zA-Z]|\*+)\s*\)|\[\s*(?:\d{1,2}|[a-zA-Z]|\*+)\s*\]|[*†‡]+)$"
)
_HEDGE = re.compile(rf"^{either('hedge', 'before')}\s*(?=\S)", re.IGNORECASE)
_HEDGE_AFTER = re.compile(rf"\s*{either('hedge', 'after')}$", re.IGNORECASE)
_RANGE = re.compile(
    rf"^(?:{either('range', 'from')}\s+)?(\d[\d.,]*)\s*{either('range', 'to')}\s*(\d[\d.,]*)(.*)$", re.IGNORECASE
)
_NUMBER = re.compile(r"\d(?:[\d.,]|[ '](?=\d{3}(?!\d)))*")
_PREFIX = re.compile(rf"^({either('currency')}|{either('currency_in_words')})\s*(?=[\d(+-])", re.IGNORECASE)

POWERS = {fold(word): int(power) for word, power in target_of("scale").items()}  # of ten, by the word for it
_SCALES = {word: Decimal(10**power) for word, power in POWERS.items()}
_SCALE_NAMES = sorted(_SCALES, key=len, reverse=True)
CURRENCIES = {word.lower(): currency for currency in MONEY for word in office_words("currency", currency)}
_IN_WORDS = {fold(word): currency for word, currency in target_of("currency_in_words").items()}


def is_missing(text: str) -> bool:
    """Whether a text is what a program writes where it has nothing: `None`, `NULL`, `NaN`, or dots."""
    return (len(text) <= 9 and text.lower() in MISSING_WORDS) or not text.strip(". …_\u00a0")


def plain_text(text: str) -> str:
    """The text in NFC, its odd spaces, dashes, apostrophes and full-width signs made plain, its ends stripped."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN).strip()


def read_token(token: str) -> tuple[tuple[Reading, ...], str]:
    """Every value a bare token of digits and separators may have, and the decimal mark it proves.

    Structure proves: two different separators, a group that is not of three digits, a leading zero, the same
    separator twice. One separator before exactly three digits proves nothing. No readings: not a number.
    """
    if token.isdigit():
        return (Reading(Decimal(token), EITHER, 0),), EITHER
    spaced = " " in token or "'" in token
    if spaced:
        first, *groups = re.split(r"[ ']", token)
        whole, mark, fraction = _split_last(groups[-1])
        if not first.isdigit() or len(first) > 3 or any(len(g) != 3 or not g.isdigit() for g in [*groups[:-1], whole]):
            return (), EITHER
        if mark and not fraction.isdigit():
            return (), EITHER
        digits = first + "".join(groups[:-1]) + whole
        return (_reading(digits, fraction, mark),), mark
    dots, commas = token.count("."), token.count(",")
    if dots and commas:
        mark = COMMA if token.rfind(",") > token.rfind(".") else DOT
        other = DOT if mark == COMMA else COMMA
        if token.count(mark) > 1:
            return (), EITHER
        whole, _, fraction = token.partition(mark)
        if not fraction or not _grouped(whole, other):
            return (), EITHER
        return (_reading(whole.replace(other, ""), fraction, mark),), mark
    sign = DOT if dots else COMMA
    opposite = COMMA if dots else DOT
    if dots + commas > 1:
        if not _grouped(token, sign):
            return (), EITHER
        return (_reading(token.replace(sign, ""), "", opposite),), opposite
    whole, _, fraction = token.partition(sign)
    if not fraction:
        return (), EITHER
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
        return (_reading(whole + fraction, "", opposite), _reading(whole, fraction, sign)), EITHER
    return (_reading(whole or "0", fraction, sign),), sign


def _split_last(text: str) -> tuple[str, str, str]:
    for mark in (COMMA, DOT):
        if mark in text:
            whole, _, fraction = text.partition(mark)
            return whole, mark, fraction
    return text, EITHER, ""


def _grouped(whole: str, separator: str) -> bool:
    first, *groups = whole.split(separator)
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)


def _reading(digits: str, fraction: str, mark: str) -> Reading:
    return Reading(Decimal(f"{digits}.{fraction}" if fraction else digits), mark, len(fraction))


def is_amount(number: float | Decimal) -> bool:
    """Whether anybody can have meant a number as a figure: it is finite, and not longer than any amount is."""
    return -LARGEST < number < LARGEST


def are_amounts(numbers: Collection[float]) -> bool:
    """Whether all of these numbers are amounts; of nearly all their sum tells it at once."""
    return sum(map(abs, numbers)) < LARGEST or all(map(is_amount, numbers))


@lru_cache(maxsize=4096)
def is_ditto(text: str) -> bool:
    """Whether a text says that what stands above holds here too: `nt`, `"`."""
    return 0 < len(text) <= LONGEST_DITTO and read_numeral(text).kind == DITTO


@lru_cache(maxsize=16384)
def read_numeral(text: str, unit: str = "", units: Units | None = None) -> Numeral:
    """Everything a text may mean as a number, read alone.

    Args:
        text: as written, in Unicode.
        unit: the unit written beside it (row, heading or above the table), as written; "" when there is none.
        units: the known units; without them units written in the text are not understood.

    Each reading's value is in its `unit`, which is a key of units.csv: the unit written in the text, else the
    one of the hint, else "" (then scale words are multiplied out and nothing else).
    """
    if text.isascii() and text.isdigit() and len(text) < _DIGITS:
        return Numeral(NUMBER, (Reading(Decimal(text), EITHER, 0, _hint_unit(unit, units)[1]),))
    plain = plain_text(text)
    while plain.startswith("'"):
        plain = plain[1:].lstrip()
    if not plain or is_missing(plain):
        return Numeral(MISSING)
    if not plain.strip("- "):
        return Numeral(ZERO)
    if plain.strip("- ") in ('"', "''", "〃", "″", "”", "“", "„", "//") or fold(plain) in _DITTO_WORDS:
        return Numeral(DITTO)
    if plain[0] == "#":
        return Numeral(WORDS)  # an error value pasted as text: `#N/A` is not `n/a`
    if plain in "xX×хХ✕✗" or fold(plain) in _NOT_APPLICABLE_WORDS:
        return Numeral(NOT_APPLICABLE)
    if not any(c.isdigit() for c in plain):
        return Numeral(ZERO if fold(plain) in _ZERO_WORDS else WORDS)
    return _read_digits(plain, unit, units)


def _read_digits(plain: str, unit: str, units: Units | None) -> Numeral:
    bare = plain.rstrip(_SUPERSCRIPTS).rstrip()
    if bare != plain and bare and bare[-1].isdigit():
        plain = bare
    if any(c in _SUPERSCRIPTS[:10] for c in plain) and not re.search(r"[a-zA-Z][²³]", plain):
        return Numeral(WORDS)
    negative = False
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain, negative = plain[1:-1].strip(), True
    while match := _FOOTNOTE.search(plain):
        plain = plain[: match.start()].rstrip()
    approximate = False
    while match := _HEDGE.match(plain):
        approximate, plain = True, plain[match.end() :]
    if match := _HEDGE_AFTER.search(plain):
        approximate, plain = True, plain[: match.start()]
    if _RANGE.match(plain):
        return Numeral(RANGE, approximate=True)
    prefix = ""
    if match := _PREFIX.match(plain):
        prefix, plain = match.group(1), plain[match.end() :]
    if plain[:1] in "+-" and plain[1:].lstrip()[:1].isdigit():
        if negative and plain[0] == "-":
            return Numeral(WORDS)  # `(-5)`: brackets already say minus, so it is not sure that this says it again
        negative = negative or plain[0] == "-"
        plain = plain[1:].lstrip()
    parts = _parts(plain)
    if not parts:
        return Numeral(WORDS, approximate=approximate)
    readings, evidence, own_unit = _combine(parts, prefix, unit, units)
    if not readings or not all(is_amount(reading.value) for reading in readings):
        return Numeral(WORDS, approximate=approximate)
    if negative:
        readings = tuple(Reading(-r.value, r.mark, r.decimals, r.unit) for r in readings)
    return Numeral(NUMBER, readings, evidence, approximate, own_unit)


def _parts(plain: str) -> list[tuple[str, str]]:
    """Number tokens with the words after each; empty when the text does not begin with a number."""
    parts: list[tuple[str, str]] = []
    position = 0
    while position < len(plain):
        match = _NUMBER.match(plain, position)
        if not match:
            return []
        token = match.group()
        following = re.compile(r"\D*").match(plain, match.end())
        words = following.group() if following else ""
        end = match.end() + len(words)
        # A digit inside a unit (m2, km2) belongs to the unit.
        if words and words[-1].isalpha() and plain[end : end + 1] in ("2", "3") and end + 1 == len(plain):
            words, end = words + plain[end], end + 1
        trailing = token.rstrip(".,")
        if trailing != token and not words.strip():
            return []
        parts.append((trailing, words.strip()))
        position = end
    return parts


def _unit_numbers_joined(parts: list[tuple[str, str]], units: Units | None) -> list[tuple[str, str]]:
    """`104.490,0` `1000 USD`: a number without words of its own before a known unit that begins with a number."""
    if len(parts) < 2 or parts[-2][1] or units is None:
        return parts
    (token, _), (number, words) = parts[-2:]
    unit = f"{number} {words}"
    return [*parts[:-2], (token, unit)] if words and units.named(unit) else parts


def _combine(
    parts: list[tuple[str, str]], prefix: str, hint: str, units: Units | None
) -> tuple[tuple[Reading, ...], str, bool]:
    hint_scale, hint_unit = _hint_unit(hint, units)
    parts = _unit_numbers_joined(parts, units)
    if len(parts) == 1 and not parts[0][1] and not prefix:
        readings, evidence = read_token(parts[0][0])
        if hint_unit or hint_scale != 1:
            readings = tuple(Reading(r.value * hint_scale, r.mark, r.decimals, hint_unit) for r in readings)
        return readings, evidence, False
    totals: list[Reading] = []
    evidence = EITHER
    previous = Decimal(0)
    # In `1 tỷ 602 triệu USD` the first scale word counts what the last one does.
    base = _written_unit(parts[-1][1], prefix, hint_unit, units)[1] or hint_unit
    for index, (token, words) in enumerate(parts):
        scale, name, understood = _written_unit(words, prefix, base, units)
        readings, proof = read_token(token)
        if not understood or not readings:
            return (), EITHER, False
        if index < len(parts) - 1 and (not words or (len(readings) == 1 and readings[0].decimals)):
            return (), EITHER, False  # `5224,06 2 USD` is no compound: its first part has no unit, or decimals of it
        if scale is None:  # no unit in the text itself
            scale, name = hint_scale, hint_unit
        if index and not _same_kind(totals[0].unit, name, units):
            return (), EITHER, False  # `2534,1 ha/12 khu`
        size = scale * (units.by_name[name].factor if units and name else 1)
        if index and not (size < previous and all(r.value * size < previous for r in readings)):
            return (), EITHER, False
        previous = size
        scaled = [Reading(r.value * scale, r.mark, r.decimals, name) for r in readings]
        if not index:
            totals, evidence = scaled, proof
            continue
        totals = [
            Reading(_in_unit(a, b.unit, units) + b.value, a.mark or b.mark, a.decimals + b.decimals, b.unit)
            for a in totals
            for b in scaled
            if not (a.mark and b.mark and a.mark != b.mark)
        ]
        evidence = evidence or proof
    return tuple(totals), evidence, True


def _same_kind(one: str, other: str, units: Units | None) -> bool:
    if one == other or units is None:
        return one == other or not one or not other
    known = units.by_name
    return bool(one and other) and known[one].dimension == known[other].dimension


def _in_unit(reading: Reading, unit: str, units: Units | None) -> Decimal:
    if reading.unit == unit or not units or not reading.unit or not unit:
        return reading.value
    return reading.value * units.ratio(reading.unit, unit)


def _hint_unit(hint: str, units: Units | None) -> tuple[Decimal, str]:
    if not hint or units is None:
        return Decimal(1), ""
    scale, name = scaled_unit(hint, units)
    return (scale, name) if name else (Decimal(1), "")


def _written_unit(words: str, prefix: str, hint_unit: str, units: Units | None) -> tuple[Decimal | None, str, bool]:
    """Scale, unit and whether the words after a number (with a currency before it) are understood."""
    currency = (CURRENCIES.get(prefix.lower()) or _IN_WORDS[fold(prefix)]) if prefix else ""
    words = words.strip(" .,;")
    if not words:
        return (Decimal(1), currency, True) if currency else (None, "", True)
    scale = _SCALES.get(fold(words))
    if scale is not None:
        if currency:
            return scale, currency, True
        base = _base_unit(hint_unit, units)
        return scale, base, True
    if units is None:
        return None, "", False
    factor, name = scaled_unit(words, units, prefer=hint_unit)
    if not name or (currency and units.by_name[name].dimension != currency):
        return None, "", False
    return factor, name, True


def _base_unit(name: str, units: Units | None) -> str:
    """The money unit of size one in the dimension of `name` (usd for million_usd); scale words multiply that."""
    if not name or units is None:
        return ""
    unit = units.by_name[name]
    return unit.dimension if unit.is_money else name


def scaled_unit(text: str, units: Units, prefer: str = "") -> tuple[Decimal, str]:
    """A unit as written, maybe with a scale word before a known unit (`nghìn ha`): multiplier and unit, or (1, "")."""
    named = units.named(text)
    if named:
        wanted = units.by_name[prefer].dimension if prefer else ""
        unit = next((u for u in named if u.dimension == wanted), named[0])
        return Decimal(1), unit.unit
    folded = fold_unit(text)
    for word in _SCALE_NAMES:
        if folded.startswith(word) and len(folded) > len(word):
            rest = units.spellings.get(folded[len(word) :])
            if rest:
                return _SCALES[word], rest[0]
    return Decimal(1), ""
