"""Words of offices that belong to no line of the form: numbers, days, halves of a year, decisions (words.csv)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from schemas.folding import fold, fold_words
from schemas.tabular import FOLDER, read_rows

# The words that introduce a unit where nothing but a unit can follow, of the kind unit_word.
UNIT_WORDS = ("stated", "maybe", "maybe_before_colon")


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, tuple[str, ...]]]:
    """Kind -> target -> words as they are written."""
    known: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in read_rows(FOLDER / "words.csv"):
        known.setdefault(row["kind"], {})[row["target"]] = tuple(row["words"].split(";"))
    return known


def office_words(kind: str, *targets: str) -> tuple[str, ...]:
    """The words of a kind, of some of its targets only where any are named; as they are written.

    Raises:
        KeyError: words.csv has no such kind or target.
    """
    known = _known()[kind]
    return tuple(word for target in targets or known for word in known[target])


def folded_words(kind: str, *targets: str) -> tuple[str, ...]:
    """The same without case, accents, spaces and signs."""
    return tuple(map(fold, office_words(kind, *targets)))


def target_of(kind: str) -> dict[str, str]:
    """Word of a kind, as `fold_words` leaves it -> its target."""
    return {fold_words(word): target for target, written in _known()[kind].items() for word in written}


def either(kind: str, *targets: str) -> str:
    """A pattern for any of the words as they are written."""
    return _pattern(office_words(kind, *targets), re.escape)


def either_typed(kind: str, *targets: str) -> str:
    """A pattern for any of the words, each letter with or without its accent."""
    return _pattern(office_words(kind, *targets), lambda word: "".join(map(_typed, word)))


def either_folded(kind: str, *targets: str) -> str:
    """A pattern for any of the words in a text that `fold_words` has folded."""
    return _pattern((fold_words(word) or word for word in office_words(kind, *targets)), re.escape)


def either_joined(kind: str, *targets: str) -> str:
    """A pattern for any of the words in a text that `fold` has folded."""
    return _pattern(folded_words(kind, *targets), re.escape)


def _pattern(found: Iterable[str], spelt: Callable[[str], str]) -> str:
    """The longest first, so that no word stands in the way of a longer one that begins with it."""
    return f"(?:{'|'.join(map(spelt, sorted(dict.fromkeys(found), key=len, reverse=True)))})"


def _typed(letter: str) -> str:
    plain = fold(letter)
    return re.escape(letter) if letter.isascii() else f"[{letter}{plain}]"
