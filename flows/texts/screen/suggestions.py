"""The nearest names to one that is none, as a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from flows.texts.screen import usage
from schemas.text import Text

MOST = 3


def did_you_mean(found: str, known: Iterable[str], shown: Mapping[str, str] | None = None) -> list[Text]:
    """A question that names the nearest known names, each as `shown` has it; nothing where none is near."""
    spelt = known if isinstance(known, Mapping) else shown or {}
    word, names = found.casefold(), list(known)
    near = [word] if word in names else get_close_matches(word, names, n=MOST, cutoff=0.6)
    *others, last = list(dict.fromkeys(spelt.get(name, name) for name in near)) or [""]
    if not last:
        return []
    listed = Text(*(", ".join(others) + either + last if others else last for either in usage.OR))
    return [usage.DID_YOU_MEAN.fill(names=listed)]
