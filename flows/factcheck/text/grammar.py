"""The turns of phrase of `schemas/phrases.csv`, and where a text has them.

A pattern is words with `{n}` for a figure, `{d}` for any number, `{year}` for a year, `{date}` for a date, `{month}`
for a month, `{day}` for a day of one, `{board}` for the name of a board, `...` for up to four words that are none of
these, `(a|b)` for a choice and `[a]` for what may be absent. Words that only say a sector (`FDI`, `trong nước`) may
stand between the words of an indicator. A new turn of phrase is a new line; its example is its test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flows.factcheck.text.tokens import DATE, NUMBER, OTHER, WORD, Token, same_word, tokens_of
from schemas.facts.words import office_words
from schemas.tabular import FOLDER, read_rows

GAP_WORDS = 4
# Lines that say how indicators hang together: the target's figure from those of others.
RELATIONS = frozenset({"of", "minus", "sum_of", "cumulative_of", "area_of"})
_ELEMENT = re.compile(r"\{\w+\}|\.\.\.|[^\s{}]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of phrases.csv with one choice taken: kind, target and what its words are."""

    kind: str
    target: str
    elements: tuple[str, ...]
    weight: int
    words: frozenset[str]

    @staticmethod
    def of(kind: str, target: str, elements: tuple[str, ...]) -> Phrase:
        said = [element for element in elements if element[0] not in ".{"]
        slots = sum(element in ("{n}", "{board}") for element in elements)
        return Phrase(kind, target, elements, len(said) + slots, frozenset(said))


@dataclass(frozen=True, slots=True)
class Mark:
    """A turn of phrase in a text: tokens `first` to `last` (one past), `figures` and `numbers` the token indices of
    its {n} and other numbers, `boards` those of its {board}."""

    kind: str
    target: str
    first: int
    last: int
    weight: int
    figures: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    boards: tuple[int, ...] = ()


@dataclass(frozen=True)
class Grammar:
    """The phrases by the word they begin with; `relations` are (kind, target) -> patterns."""

    beginning: dict[str, tuple[Phrase, ...]]
    relations: dict[tuple[str, str], tuple[str, ...]]
    examples: tuple[tuple[str, str, str, str], ...]  # kind, target, pattern, example
    words: dict[str, frozenset[str]]

    def find(
        self, tokens: Sequence[Token], kinds: frozenset[str], taken: dict[int, str], skipped: frozenset[int]
    ) -> list[Mark]:
        """The turns of phrase of some kinds, longest first where they overlap within a kind.

        `taken` says what a token was already found to be (figure, board, ...); tokens in `skipped` may stand between.
        """
        found: list[Mark] = []
        present = {token.word for token in tokens}
        likely: dict[str, list[Phrase]] = {}  # of each beginning those of which the text has every word
        for index, token in enumerate(tokens):
            names = [name for name in (token.word, _slot_of(token, index, taken)) if name]
            best: dict[str, Mark] = {}
            for name in names:
                if name not in likely:
                    lines = self.beginning.get(name, ())
                    likely[name] = [line for line in lines if line.kind in kinds and line.words <= present]
                for phrase in likely[name]:
                    mark = _match(phrase, tokens, index, taken, skipped)
                    if mark and (phrase.kind not in best or _size(mark) > _size(best[phrase.kind])):
                        best[phrase.kind] = mark
            found.extend(best.values())
        return found


def _size(mark: Mark) -> tuple[int, int]:
    return mark.weight, mark.last - mark.first


def _slot_of(token: Token, index: int, taken: dict[int, str]) -> str:
    if index in taken:
        return "{" + taken[index] + "}"
    if token.kind == DATE:
        return "{date}"
    return "{d}" if token.kind == NUMBER else ""


def _match(
    phrase: Phrase, tokens: Sequence[Token], index: int, taken: dict[int, str], skipped: frozenset[int]
) -> Mark | None:
    figures: list[int] = []
    numbers: list[int] = []
    boards: list[int] = []
    at, gap = index, False
    previous_end = index
    for element in phrase.elements:
        if element == "...":
            gap = True
            continue
        start = at
        allowed = GAP_WORDS if gap else 0
        while True:
            while at in skipped and at > index and not _fits(element, tokens[at], at, taken):
                at += 1
            if at >= len(tokens):
                return None
            if _fits(element, tokens[at], at, taken):
                break
            if at - start >= allowed or tokens[at].kind not in (WORD, OTHER) or at in taken:
                return None
            at += 1
        if element in ("{n}", "{count}"):
            figures.append(at)
        elif element == "{board}":
            boards.append(at)
        elif element[0] == "{":
            numbers.append(at)
        at += 1
        while at < len(tokens) and taken.get(at) == "in " + taken.get(at - 1, "").removeprefix("in "):
            at += 1
        previous_end, gap = at, False
    return Mark(
        phrase.kind, phrase.target, index, previous_end, phrase.weight, tuple(figures), tuple(numbers), tuple(boards)
    )


def _fits(element: str, token: Token, index: int, taken: dict[int, str]) -> bool:
    if element[0] != "{" or element == "{":
        return token.word == element and index not in taken
    said = taken.get(index)
    if element == "{date}":
        return token.kind == DATE
    if element in ("{d}", "{year}", "{month}", "{day}"):
        if token.kind != NUMBER or said is not None:
            return False
        if element == "{year}":
            return len(token.word) == 4 and token.word.isdigit() and "1990" <= token.word <= "2100"
        most = 31 if element == "{day}" else 12
        return element == "{d}" or (token.word.isdigit() and 1 <= int(token.word) <= most)
    return said == element[1:-1]


@lru_cache(maxsize=4)
def load_grammar(folder: Path = FOLDER) -> Grammar:
    """Read `phrases.csv`.

    Raises:
        ValueError: a line cannot be read; the message names file and line.
    """
    phrases: dict[str, list[Phrase]] = {}
    relations: dict[tuple[str, str], list[str]] = {}
    listed: dict[str, frozenset[str]] = {}
    examples = []
    path = folder / "phrases.csv"
    for number, row in enumerate(read_rows(path), start=2):
        kind, target, pattern = row["kind"], row["target"], row["pattern"]
        if kind == "words":
            listed[target] = frozenset(" ".join(map(same_word, word.split())) for word in pattern.split("|"))
            continue
        if kind in RELATIONS:
            relations.setdefault((kind, target), []).append(pattern)
            continue
        examples.append((kind, target, pattern, row["example"]))
        for spelled in expand(pattern):
            elements = tuple(
                e if e[0] == "{" or e == "..." else same_word(e) for e in _ELEMENT.findall(spelled.replace("%", " % "))
            )
            if not elements or elements[0] == "...":
                raise ValueError(f"{path} line {number}: a pattern begins with a word or a figure: {pattern!r}")
            begins = "{d}" if elements[0] == "{day}" else elements[0]
            phrases.setdefault(begins, []).append(Phrase.of(kind, target, elements))
    for key, label in _labels(folder):
        elements = tuple(token.word for token in tokens_of(label))
        if len(elements) > 1:
            phrases.setdefault(elements[0], []).append(Phrase.of("indicator", key, elements))
    return Grammar(
        {word: tuple(sorted(lines, key=lambda p: -p.weight)) for word, lines in phrases.items()},
        {key: tuple(values) for key, values in relations.items()},
        tuple(examples),
        listed,
    )


def _labels(folder: Path) -> Iterator[tuple[str, str]]:
    """The form's own words for each indicator: its labels in both languages, without what stands in brackets, and
    the words of offices for it (aliases.csv)."""
    form = list(read_rows(folder / "form.csv"))
    keys = {row["code"]: row["key"] for row in form}
    for row in read_rows(folder / "aliases.csv"):
        if row["kind"] == "label" and row["target"] in keys:
            yield keys[row["target"]], row["alias"]
    for row in form:
        for label in (row["label_vi"], row["label_en"]):
            said = re.sub(r"\(.*?\)|^[^:]*: ", "", label).strip()
            yield row["key"], said
            yield row["key"], said.removeprefix(_NUMBER_OF)


_NUMBER_OF = f"{office_words('number_word', 'of')[0]} "


def words(name: str) -> frozenset[str]:
    """The words of a line of kind `words`: what a phrase may break at, what may follow a year, ..."""
    return load_grammar().words[name]


def expand(pattern: str) -> Iterator[str]:
    """Every way to read the choices of a pattern: `(a|b) [c]` gives `a c`, `a`, `b c`, `b`."""
    match = re.search(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]", pattern)
    if not match:
        yield " ".join(pattern.split())
        return
    choices = match[1].split("|") if match[1] is not None else [*match[2].split("|"), ""]
    for choice in choices:
        yield from expand(pattern[: match.start()] + choice + pattern[match.end() :])
