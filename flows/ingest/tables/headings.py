"""What the words of a column heading say: which sector and measure, which list column, in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from flows.ingest.tables.cover import parse_period_text
from flows.ingest.words.languages import in_one_language
from flows.ingest.words.unit_reading import names_a_measure, unit_parts
from flows.ingest.words.vocabulary import Vocabulary
from schemas.facts.words import UNIT_WORDS, either, either_joined, folded_words
from schemas.folding import fold
from schemas.periods import YEAR


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading text understood. `known` is false when its words say nothing we know.

    `fixed` is line, label, code, unit, sheet or ignore; `value` marks the single value column (`Giá trị`);
    `group` marks words that say nothing of their own (`Chia ra`); `unit` is a unit as written.
    """

    known: bool
    fixed: str = ""
    sector: str = ""
    measure: str = ""
    value: bool = False
    group: bool = False
    unit: str = ""
    unit_known: bool = True
    when: str = ""  # a half-year or year written in it (`2022-H1`, `2022`, `H1`): it may be last year's


UNKNOWN = Heading(False)

_PARENTHESES = re.compile(r"^(.*?)[\s,:;–-]*[(\[]([^()\[\]]*)[)\]]\s*$", re.DOTALL)
_UNIT_INTRODUCED = re.compile(rf"^\s*{either('unit_word', *UNIT_WORDS)}\s*:?\s*", re.IGNORECASE)
_FORMULA = re.compile(r"\(?\d{1,2}\)?\s*=[\s\d()+\-/*%]+$")
_FOOTNOTE = re.compile(r"(?:\s*\(\d{1,2}\)|\s*\*+|[¹²³⁴⁵]+)+$")
_NUMBERING = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-zĐđ]|[IVXivx]{1,4}|\d{1,2}\s*=[\s\d()+\-/*%]+)\s*\)?")
_SIX_MONTHS = f"{either_joined('half_year', 'six')}{either_joined('half_year', 'months')}"
_SOME_HALF = f"(?:{_SIX_MONTHS}|{either_joined('half_year', 'half')})"
_HALVES = {word: half for half, of in (("H1", "first"), ("H2", "second")) for word in folded_words("half_year", of)}
_WHICH, _OF_YEAR = either_joined("half_year", "first", "second"), either_joined("date", "year")
_PERIOD_WORDS = re.compile(rf"{_SOME_HALF}{_WHICH}?{_OF_YEAR}?{YEAR}|{_SIX_MONTHS}{_WHICH}{_OF_YEAR}|{YEAR}|h[12]$")
_YEAR_ENDS = folded_words("date", "year")
_YEAR_ALONE = ("", *folded_words("year", "heading"))
_BEGINNING = 4  # letters by which a heading word is told from other text at a glance
_STROKE = re.compile(r"[/|\n]| - | – ")
_YEAR = re.compile(rf"{YEAR}")
_HALF = re.compile(rf"{_SOME_HALF}({_WHICH})")


def is_numbering(value: object) -> bool:
    """Whether a cell is a mark of a numbering row: (1), A, 3=1+2, or a bare small whole number."""
    if isinstance(value, str):
        return _NUMBERING.fullmatch(value.strip()) is not None or _FORMULA.fullmatch(value.strip()) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 30 and value == int(value)


def split_unit(text: str) -> tuple[str, str]:
    """The heading without a parenthesis at its end, and what stood in it."""
    match = _PARENTHESES.match(text)
    if not match:
        return text, ""
    return match.group(1).strip(), _UNIT_INTRODUCED.sub("", match.group(2)).strip()


class HeadingReader:
    """Reads heading texts with one vocabulary, each text once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._measures = sorted(vocabulary.measures, key=len, reverse=True)
        self._read: dict[str, Heading] = {}
        self._titles: dict[str, bool] = {}
        label_words = [word for word, role in vocabulary.columns.items() if role in ("label", "code")]
        list_words = [word for word, pairs in vocabulary.list_columns.items() if any(key != "line" for _, key in pairs)]
        self._beginnings = {word[:_BEGINNING] for word in (*label_words, *list_words)}
        self._may_anchor: dict[str, bool] = {}
        self.said: dict[str, object] = {}  # what texts around tables say, as surroundings.py understood them
        self.tables: dict[tuple[Any, ...], tuple[Any, ...]] = {}  # headings of whole tables, as layout understood them
        self.anchors: set[tuple[Any, ...]] = set()  # rows of texts that head a table
        self.label_columns: dict[tuple[Any, ...], list[int]] = {}  # of heading rows, as layout.py found them
        self.segments: dict[tuple[Any, ...], list[tuple[int, int]]] = {}  # the same
        self.list_headings: set[tuple[Any, ...]] = set()  # rows that head a list, which is never like another
        self.layouts: dict[tuple[Any, ...], Any] = {}  # of whole sheets, as known_layouts.py remembers them

    def read(self, text: str) -> Heading:
        heading = self._read.get(text)
        if heading is None:
            if len(self._read) > 20000:
                self._read.clear()
            heading = self._read[text] = self._understand(text) if len(text) <= 120 else UNKNOWN
        return heading

    def may_anchor(self, text: str) -> bool:
        """Whether a text begins like the heading of labels, codes or a list column; costs little for other texts."""
        answer = self._may_anchor.get(text)
        if answer is None:
            folded = fold(text[:12])
            answer = any(folded[:length] in self._beginnings for length in range(1, _BEGINNING + 1))
            if len(self._may_anchor) > 50000:
                self._may_anchor.clear()
            self._may_anchor[text] = answer
        return answer

    def names_a_sheet(self, folded: str) -> bool:
        """Whether a folded text is the title or the name of a sheet, or begins or ends with one."""
        answer = self._titles.get(folded)
        if answer is None:
            if len(self._titles) > 20000:
                self._titles.clear()
            sheets = self._words.sheets
            answer = folded in sheets or any(
                (len(word) >= 4 and folded.startswith(word)) or (len(word) > 12 and word in folded) for word in sheets
            )
            self._titles[folded] = answer
        return answer

    def _understand(self, text: str) -> Heading:
        words = self._words
        folded = fold(text)
        if not folded:
            return UNKNOWN
        plain = self._plain(folded)
        if plain.known:
            return plain
        dated = self._dated(text, folded)
        if dated.known:
            return dated
        bare = _FOOTNOTE.sub("", _FORMULA.sub("", text)).strip()
        if bare != text.strip() and bare:
            return self._understand(bare)
        base, unit = split_unit(text)
        if unit:
            known = bool(unit_parts(unit, words.units))
            if not base:
                return Heading(known, unit=unit) if known else UNKNOWN
            heading = self._understand(base)
            inside = self._plain(fold(unit))
            if heading.known and not heading.fixed and inside.sector and not (inside.measure or known):
                # `Đầu tư nước ngoài (FDI)` says it twice, `Thực hiện (FDI)` in two parts.
                agree = heading.sector in ("", inside.sector)
                return replace(heading, sector=inside.sector) if agree else UNKNOWN
            if heading.known and not heading.fixed:
                return replace(heading, unit=unit, unit_known=known)
            return heading
        if unit_parts(text, words.units):
            return Heading(True, unit=text)
        found = self._in_parts(text)
        return found if found.known else self._in_one_language(text)

    def _in_one_language(self, text: str) -> Heading:
        for own, other in in_one_language(text):
            if not names_a_measure(other, self._words.units) and (found := self._understand(own)).known:
                return found
        return UNKNOWN

    def _in_parts(self, text: str) -> Heading:
        """Two languages, or measure and sector, with a stroke or a line break between: `Mã số / Code`."""
        parts = [part for part in _STROKE.split(text) if part.strip()]
        if len(parts) != 2:
            return UNKNOWN
        first, second = map(self._understand, parts)
        if not (first.known and second.known) or first.unit or second.unit:
            return UNKNOWN
        if first == second:
            return first
        if first.fixed or second.fixed or (first.sector and second.sector) or (first.measure and second.measure):
            return UNKNOWN
        return Heading(True, sector=first.sector or second.sector, measure=first.measure or second.measure)

    def _dated(self, text: str, folded: str) -> Heading:
        """A heading with its half-year or year: what its other words say, or, alone, a column of that period."""
        shorter = _PERIOD_WORDS.sub("", folded)
        if shorter == folded:
            return UNKNOWN
        years = _YEAR.findall(folded)
        half = _HALF.search(folded)
        when = parse_period_text(text) or (years[-1] if years else _HALVES[half[1]] if half else "")
        if shorter in _YEAR_ALONE:
            return Heading(True, value=True, when=when) if when else UNKNOWN
        plain = self._plain(shorter)
        for word in _YEAR_ENDS:
            if not plain.known and shorter.endswith(word):  # `Thực hiện năm 2023`
                plain = self._plain(shorter.removesuffix(word))
        return replace(plain, when=when) if plain.known else UNKNOWN

    def _plain(self, folded: str) -> Heading:
        words = self._words
        if folded in words.aliased_columns:
            sector, measure = words.aliased_columns[folded]
            return Heading(True, sector=sector, measure=measure)
        if folded in words.columns:
            return Heading(True, fixed=words.columns[folded])
        if folded in words.sectors:
            return Heading(True, sector=words.sectors[folded])
        if folded in words.measures:
            return Heading(True, measure=words.measures[folded])
        if folded in words.values:
            return Heading(True, value=True)
        if folded in words.groups:
            return Heading(True, group=True)
        for measure in self._measures:
            if measure in folded:
                for rest in (folded.removeprefix(measure), folded.removesuffix(measure)):
                    if rest != folded and rest in words.sectors:
                        return Heading(True, sector=words.sectors[rest], measure=words.measures[measure])
        return UNKNOWN
