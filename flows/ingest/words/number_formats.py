"""Number formats of spreadsheets: whether a cell shows its figure as it stands there, and with which words.

One notation for all: the code Excel writes (`#,##0.0," nghìn USD"`), as ECMA-376 part 1, 18.8.31 describes it. xls and
xlsb hold the same codes; the styles of OpenDocument are put into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Formats that have a number and no code in the file; dates are left to whoever makes the values.
BUILT_IN = {
    5: '"$"#,##0;("$"#,##0)', 6: '"$"#,##0;[Red]("$"#,##0)', 7: '"$"#,##0.00;("$"#,##0.00)',
    8: '"$"#,##0.00;[Red]("$"#,##0.00)', 9: "0%", 10: "0.00%", 42: '_("$"* #,##0_);_("$"* (#,##0)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00)',
}  # fmt: skip
# Formats of dates and times that have a number and no code in the file.
BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)(?:"|$)
  | \\(?P<escaped>.)
  | \[\$(?P<currency>[^\]-]*)[^\]]*\]
  | \[(?P<bracket>[^\]]*)\]
  | (?P<padding>[_*].)
  | (?P<general>General)
  | (?P<date>AM/PM|A/P|[dmyhs]+)
  | (?P<power>E[+-])
  | (?P<plain>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_ELAPSED = {"h", "hh", "m", "mm", "s", "ss"}
_COLOURS = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color\s*[0-9]+", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
# What stands beside a figure and says nothing of it: punctuation, and the mark of a footnote.
_NO_WORDS = re.compile(r"\(\s*(?:[0-9]{1,2}|\w|\*+)\s*\)|[\s*.,:;!~'()\[\]+–—⁰¹²³⁴⁵⁶⁷⁸⁹-]")


@dataclass(frozen=True, slots=True)
class Section:
    """What one section of a number format does to the figures it is for.

    `percent`: shown a hundred times as large, with a sign. `words`: text beside the figure, "" when it says nothing.
    `alters`: what is seen is another figure than the one in the cell (thousands, no figure, more digits, another sign).
    """

    percent: bool = False
    words: str = ""
    alters: bool = False


_PLAIN = Section()
_LONGEST = 1000  # letters; Excel writes 255 at most, and a code beyond this is never judged but asked about


@lru_cache(maxsize=512)
def shows_date(code: str) -> bool:
    """Whether a number format shows figures as dates or times."""
    return 0 < len(code) <= _LONGEST and _is_date(_sections(code)[0])


@lru_cache(maxsize=512)
def speaks(code: str) -> bool:
    """Whether a number format may show some figure otherwise than as it stands in the cell.

    Formats of dates do not count: what they show is a date when the cells are handed over.
    """
    if not code or code in ("General", "@") or shows_date(code):
        return False
    return len(code) > _LONGEST or any(section_of(code, value) != _PLAIN for value in _telling_values(code))


@lru_cache(maxsize=4096)
def section_of(code: str, value: float) -> Section:
    """The section of a number format that shows `value`."""
    if len(code) > _LONGEST:
        return Section(alters=True)
    parts = _sections(code)
    conditions = [_condition(part) for part in parts]
    numbers = parts[:3]
    if any(conditions):
        for part, condition in zip(numbers, conditions):
            if condition is not None and _holds(condition, value):
                return _judged(part, value, signed=True)
        rest = [part for part, condition in zip(numbers, conditions) if condition is None]
        return _judged(rest[-1], value, signed=True) if rest else Section(alters=True)
    if len(numbers) == 1 or value > 0:
        return _judged(numbers[0], value, signed=True)
    if value < 0:
        return _judged(numbers[1], value, signed=False)
    return _judged(numbers[2] if len(numbers) > 2 else numbers[0], value, signed=True)


def _telling_values(code: str) -> list[float]:
    """Figures for each section: of both signs, and around every limit a condition names."""
    values = [1.0, -1.0]
    for limit in {float(condition[1]) for part in _sections(code) if (condition := _condition(part))}:
        values += [limit, limit - 1, limit + 1]
    return [value for value in values if value]


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    sections = [""]
    for token in _TOKEN.finditer(code):
        if token["plain"] == ";":
            sections.append("")
        else:
            sections[-1] += token[0]
    return tuple(sections)


def _condition(section: str) -> tuple[str, str] | None:
    for token in _TOKEN.finditer(section):
        found = _CONDITION.fullmatch(token["bracket"].strip()) if token["bracket"] else None
        if found:
            return found[1], found[2]
    return None


def _is_date(section: str) -> bool:
    tokens = list(_TOKEN.finditer(section))
    return any(token["date"] or (token["bracket"] or "").lower() in _ELAPSED for token in tokens)


def _holds(condition: tuple[str, str], value: float) -> bool:
    sign, limit = condition[0], float(condition[1])
    return {
        "<": value < limit, ">": value > limit, "<=": value <= limit, ">=": value >= limit, "=": value == limit,
        "<>": value != limit,
    }[sign]  # fmt: skip


def _judged(section: str, value: float, signed: bool) -> Section:
    """What a section does; `signed` when the minus of a negative figure is shown without being written in it."""
    texts, bare, percents = [""], "", 0
    coloured = False
    for token in _TOKEN.finditer(section):
        literal = token["quoted"] or token["escaped"] or token["currency"] or ""
        if token["general"]:
            bare += "0"
        elif token["bracket"] is not None:
            coloured = coloured or _COLOURS.fullmatch(token["bracket"].strip()) is not None
        elif token["power"]:
            bare += "0"
        elif token["plain"] == "%":
            percents += 1
        elif token["plain"] and token["plain"] in "0#?.,/@":
            bare += "0" if token["plain"] == "@" else token["plain"]
        elif token["plain"] and not literal:
            literal = token["plain"]
        if bare and len(texts) == 1 and any(digit in bare for digit in "0#?"):
            texts.append("")
        if token["padding"] is None:
            texts[-1] += literal
    before, after = texts[0], texts[1] if len(texts) > 1 else ""
    if _is_date(section):
        return Section(alters=True)
    if len(texts) == 1:
        return Section(alters=bool(value))
    negative = "-" in before or "−" in before or "–" in before or ("(" in before and ")" in after)
    wrong_sign = negative if value > 0 else value < 0 and not signed and not (negative or coloured)
    words = f"{before} {after}"
    words = " ".join(words.split()) if _NO_WORDS.sub("", words) else ""
    return Section(
        percent=percents == 1,
        words=words,
        alters=percents > 1 or wrong_sign or _SCALED.search(bare) is not None,
    )
