"""The figures of a text: numbers in digits or words with the unit and the hedge written beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.tokens import NUMBER, SIGN, WORD, Token, same_word
from flows.ingest.words.numerals import COMMA, CURRENCIES, DOT, EITHER, POWERS, Reading, read_token, scaled_unit
from schemas.facts.units import MONEY, Units
from schemas.facts.words import folded_words, office_words, target_of
from schemas.folding import fold

PERCENT, POINTS, TIMES = "percent", "percentage_point", "times"
_MEASURED = (*MONEY, "area")
_LONGEST_UNIT = 6  # tokens

_SCALES = {**POWERS, **{word: int(power) for word, power in target_of("scale_in_text").items()}}
_POINTS, _TIMES = folded_words("percentage_point"), folded_words("times")
_DIGITS = {same_word(word): value for value in range(1, 11) for word in office_words("digit", str(value))}
_TEN, _TENS, _HUNDRED, _PARTS_OF, _HALF, _ORDINAL = (
    same_word(*office_words("number_word", of)) for of in ("ten", "tens", "hundred", "parts_of", "half", "ordinal")
)
_ODD, _NEVER_FIRST = (set(map(same_word, office_words("number_word", of))) for of in ("odd", "never_first"))
_ENGLISH, _PARTS = (
    {word: int(value) for word, value in target_of(kind).items()} for kind in ("english_number", "english_part")
)
_DONG = same_word(*office_words("currency_in_words"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text. `value` is in `unit` times nothing: scale words are multiplied out.

    `unit` is a key of units.csv, `percentage_point`, `times`, or "" for a bare number or a noun that is counted;
    `dimension` that of its unit, "money" where a scale word names no currency, "" for a count. `step` is the size of
    one in the last digit written; `zeros` the size of one before the zeros it ends in; `token` is what stands in the
    text from `start` to `end` (characters of the plain text). `first`, `last` are its tokens with the unit.
    """

    token: str
    start: int
    end: int
    first: int
    last: int
    value: Decimal
    unit: str
    dimension: str
    step: Decimal
    zeros: Decimal
    hedge: str = ""
    hedge_word: str = ""  # as written


def figures_of(
    tokens: Sequence[Token], plain: str, units: Units, used: frozenset[int], nouns: frozenset[str], english: bool
) -> list[Figure]:
    """Every figure of a text, in order. `used` are tokens that were found to be dates, names or numbers of no figure;
    `nouns` are the words that may follow a single number word (`vụ` in `bốn vụ`)."""
    marks = _decimal_marks(tokens, used, english)
    found: list[Figure] = []
    index = 0
    while index < len(tokens):
        figure = None
        if index not in used:
            if tokens[index].kind == NUMBER:
                figure = _in_digits(tokens, index, plain, units, marks[tokens[index].block])
            elif tokens[index].kind == WORD:
                figure = _in_words(tokens, index, plain, units, nouns)
        if figure is None:
            index += 1
            continue
        found.append(figure)
        index = figure.last
    return found


def _decimal_marks(tokens: Sequence[Token], used: frozenset[int], english: bool) -> dict[int, str]:
    """How each line writes decimals: what its own numbers prove; else, where the text writes both ways, the habit of
    the line's language; else what most numbers of the text prove, or the habit of its language."""
    proven: dict[int, Counter[str]] = {}
    words: dict[int, str] = {}
    for index, token in enumerate(tokens):
        proven.setdefault(token.block, Counter())
        if token.kind == NUMBER and index not in used and (evidence := read_token(token.word)[1]):
            proven[token.block][evidence] += 1
        elif token.kind == WORD:
            words[token.block] = words.get(token.block, "") + token.raw
    whole = sum(proven.values(), Counter())
    usual = DOT if english else COMMA
    if whole[COMMA] != whole[DOT]:
        usual = max(whole, key=lambda mark: whole[mark])
    marks = {}
    for block, own in proven.items():
        if len(own) == 1:
            marks[block] = next(iter(own))
        elif whole[COMMA] and whole[DOT] and words.get(block):
            marks[block] = DOT if words[block].isascii() else COMMA
        else:
            marks[block] = usual
    return marks


def _reading(word: str, mark: str) -> Reading | None:
    readings, _ = read_token(word)
    return next((r for r in readings if r.mark in (mark, EITHER)), readings[0] if readings else None)


def _in_digits(tokens: Sequence[Token], index: int, plain: str, units: Units, mark: str) -> Figure | None:
    reading = _reading(tokens[index].word, mark)
    if reading is None:
        return None
    if tokens[index].word[0] == "0" and len(tokens[index].word) > 2 and reading.decimals == 0:
        return None
    exponent, unit, last = _unit_after(tokens, index + 1, plain, units)
    scaled = exponent or 0
    value = reading.value.scaleb(scaled)
    step = Decimal(1).scaleb(scaled - reading.decimals)
    end = index + 1
    while exponent and not unit and last + 1 < len(tokens) and tokens[last].kind == NUMBER:
        more = _reading(tokens[last].word, mark)
        following, unit_more, last_more = _unit_after(tokens, last + 1, plain, units)
        factor = units.by_name[unit_more].factor if unit_more in units.by_name else Decimal(1)
        size = (following or 0) + (factor.adjusted() if unit_more else 0)
        if more is None or not size or size >= exponent:
            break
        value += more.value.scaleb(size)
        step = Decimal(1).scaleb(size - more.decimals)
        end = last + 1
        if unit_more:
            value, step = value / factor, step / factor
        exponent, unit, last = following, unit_more, last_more
    first = index
    before = tokens[index - 1] if index else None
    currency = ""
    if (before is not None and before.end == tokens[index].start) or (
        before and before.raw.lower() in CURRENCIES and before.kind == WORD
    ):
        currency = CURRENCIES.get(before.raw.lower(), "") if before else ""
        if currency:
            first = index - 1
            if before and before.raw == "$" and index > 1 and tokens[index - 2].raw.upper() == "US":
                first = index - 2
    if currency and not unit:
        unit = currency
    dimension = _dimension(unit, units) or ("money" if scaled and _bare_money(tokens, last, plain) else "")
    token_end = tokens[last - 1].end if unit in (PERCENT, POINTS) and unit == PERCENT else tokens[end - 1].end
    if end > index + 1:
        token_end = _compound_end(tokens, end)
    zeros = _zeros(tokens[index].word, reading, scaled) if end == index + 1 else step
    text = plain[tokens[index].start : token_end]
    return Figure(
        text, tokens[index].start, token_end, first, last, value, unit, dimension, step, zeros,
    )  # fmt: skip


def _compound_end(tokens: Sequence[Token], end: int) -> int:
    """The end of `1 tỷ 806,96 triệu`: its last scale word belongs to the number."""
    return tokens[end].end if end < len(tokens) and fold(tokens[end].raw) in _SCALES else tokens[end - 1].end


def _zeros(word: str, reading: Reading, exponent: int) -> Decimal:
    digits = str(reading.value) if not reading.decimals else ""
    ending = len(digits) - len(digits.rstrip("0")) if digits.strip("0") else 0
    return Decimal(1).scaleb(exponent - reading.decimals + ending)


def _dimension(unit: str, units: Units) -> str:
    if unit in (PERCENT, POINTS, TIMES):
        return unit
    return units.by_name[unit].dimension if unit else ""


def _bare_money(tokens: Sequence[Token], last: int, plain: str) -> bool:
    """Whether a scale word without a currency counts money: `31 tỷ,` and not `1,31 triệu lao động`."""
    scale = fold(tokens[last - 1].raw)
    return _SCALES.get(scale, 0) >= 9 or last >= len(tokens) or tokens[last].kind == SIGN


def _unit_after(tokens: Sequence[Token], index: int, plain: str, units: Units) -> tuple[int | None, str, int]:
    """The power of ten and the unit written from a token on, and the token after them; (None, "", index) for none."""
    limit = index
    while limit < min(len(tokens), index + _LONGEST_UNIT) and _joins(tokens, limit, index):
        limit += 1
    for end in range(limit, index, -1):
        following = tokens[end].word if end < len(tokens) else ""
        if tokens[end - 1].word == _DONG and following in words("after_dong"):  # `13.176 đồng chí` is no money
            continue
        written = plain[tokens[index].start : tokens[end - 1].end]
        if written[-1] in "./" or (tokens[end - 1].kind == SIGN and written[-1] not in "%$‰²³"):
            continue
        folded = written.lower().replace(" ", "") if "%" in written else fold(written)
        if fold(folded) in _POINTS or ("%" in folded and fold(folded.replace("%", "")) in _POINTS):
            return 0, POINTS, end
        if folded in _TIMES:
            return 0, TIMES, end
        if folded in _SCALES:
            return _SCALES[folded], "", end
        scale, name = scaled_unit(written, units)
        if not name:
            continue
        unit = units.by_name[name]
        if name == PERCENT:
            return 0, PERCENT, end
        if unit.dimension in _MEASURED and not (unit.dimension == "area" and tokens[index].capital):
            return scale.adjusted(), name, end
    return None, "", index


def _joins(tokens: Sequence[Token], at: int, first: int) -> bool:
    token = tokens[at]
    if token.kind == WORD:
        return True
    if token.kind != SIGN or token.raw not in "%$‰./²³":
        return False
    return token.raw in "%$‰" or (at > first and token.start == tokens[at - 1].end)


def _in_words(tokens: Sequence[Token], index: int, plain: str, units: Units, nouns: frozenset[str]) -> Figure | None:
    """A number in words: `hai trăm tám mươi`, `mười một`, `nửa triệu`, `eighteen`; one word only before a noun."""
    words: list[Token] = []
    for token in tokens[index : index + 8]:
        if token.kind != WORD or (words and token.start - words[-1].end > 1):
            break
        words.append(token)
    if not words or words[0].word in _NEVER_FIRST or (index and tokens[index - 1].word == _ORDINAL):
        return None
    part = _part_in_words(tokens, index, words, plain)
    if part is not None:
        return part
    half = len(words) > 1 and words[0].word == _HALF and _SCALES.get(fold(words[1].raw), 0) in (6, 9)
    if half:
        length, value = 1, Decimal("0.5")
    else:
        length, value = _spelled([w.word for w in words], plain[words[0].start :][:1])
    if not length:
        return None
    after = index + length
    exponent, unit, last = _unit_after(tokens, after, plain, units)
    if not half:
        if exponent is None and not (after < len(tokens) and _counts(tokens, after, nouns, length)):
            return None
        if exponent is not None and unit in (PERCENT, TIMES, POINTS) and length == 1 and value < 3:
            return None
    scaled = exponent or 0
    end = last if scaled and not unit else after
    value = value.scaleb(scaled)
    step = Decimal(1).scaleb(scaled)
    digits = str(int(value)) if value == int(value) else "1"
    zeros = Decimal(1).scaleb(len(digits) - len(digits.rstrip("0"))) if not half else value
    start = tokens[index].start
    text = plain[start : tokens[end - 1].end]
    return Figure(
        text, start, tokens[end - 1].end, index, max(last, after), value, unit, _dimension(unit, units), step,
        max(zeros, step),
    )  # fmt: skip


def _part_in_words(tokens: Sequence[Token], index: int, words: Sequence[Token], plain: str) -> Figure | None:
    """`bốn phần năm`, `two thirds`: a share, in per cent, given to the nearest of its parts."""
    said = [word.word for word in words]
    length = 3 if said[1:2] == [_PARTS_OF] and len(said) > 2 else 2
    part = _DIGITS.get(said[0], _ENGLISH.get(said[0], 0))
    whole = (_DIGITS if length == 3 else _PARTS).get(said[length - 1], 0) if len(said) >= length else 0
    if not 0 < part < whole or (length == 2 and said[2:3] != ["of"]):
        return None
    value = 100 * Decimal(part) / whole
    start, end = words[0].start, words[length - 1].end
    step = Decimal(10)  # a turn of phrase: nobody counts a half per cent with it
    return Figure(plain[start:end], start, end, index, index + length, value, PERCENT, PERCENT, step, step)


def _counts(tokens: Sequence[Token], after: int, nouns: frozenset[str], length: int) -> bool:
    """Whether the words after a number word are counted: any noun after two or more words, some after one."""
    if length > 1:
        return True
    one = tokens[after].word
    two = f"{one} {tokens[after + 1].word}" if after + 1 < len(tokens) else one
    return one in nouns or two in nouns


def _spelled(words: Sequence[str], first: str) -> tuple[int, Decimal]:
    """How many words make a number and which, (0, 0) for none."""
    if words[0] in _ENGLISH:
        return 1, Decimal(_ENGLISH[words[0]])
    total, current, length = 0, 0, 0
    for word in words:
        if word == _TENS and current:
            current *= 10
            total, current = total + current, 0
        elif word == _HUNDRED and 0 < current < 10:
            total, current = total + current * 100, 0
        elif word == _TEN and not current and not total % 100:
            total += 10
        elif word in _ODD and total:
            pass
        elif word in _DIGITS and _DIGITS[word] < 10 and not current:
            current = _DIGITS[word]
        else:
            break
        length += 1
    return length, Decimal(total + current)


def hedge_of(figure: Figure, marks: Sequence[Mark], tokens: Sequence[Token], ends: frozenset[int]) -> Mark | None:
    """The hedge written directly before a figure (`over`, `under`, `about`).

    `trên` after another figure (`98 trên 109 khu`) is no hedge; `ends` are the tokens at which figures end.
    """
    for mark in marks:
        if mark.last == figure.first and not (
            mark.first in ends or (mark.first - 1 in ends and tokens[mark.first - 1].kind == WORD)
            or (mark.first - 2 in ends and tokens[mark.first - 1].kind == WORD)
        ):  # fmt: skip
            return mark
    return None
