"""The language a person is spoken to in: Vietnamese or English, one a screen."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from schemas.text import Text

VIETNAMESE, ENGLISH = "vi", "en"
LANGUAGES = (VIETNAMESE, ENGLISH)
VARIABLE = "ZONES_LANG"
OPTION = "--lang"
# Where POSIX says a language, the first that says anything.
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)
_paper: ContextVar[str] = ContextVar("paper", default=VIETNAMESE)


def speak(language: str, *, asked: bool = False) -> None:
    """From now on `said` gives this language. asked: by `--lang`, which papers follow too."""
    _spoken.set(language)
    _paper.set(language if asked else VIETNAMESE)


def of_papers() -> str:
    """The language of what is made for others to read: Vietnamese, whatever the screen speaks, unless asked for."""
    return _paper.get()


def spoken() -> str:
    return _spoken.get()


def said(text: Text) -> str:
    """A text in the language that is spoken."""
    return text.vi if spoken() == VIETNAMESE else text.en


def language_asked(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """The language asked for, and the arguments without `--lang`, which may stand before or after the command's name.

    Without the option: `ZONES_LANG`, else the locale's when it is Vietnamese, else English.

    Raises:
        ValueError: a language that is not spoken, or none behind the option; the word is its argument.
    """
    rest, asked = [], ""
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == OPTION:
            asked = next(words, "?")
        elif word.startswith(f"{OPTION}="):
            asked = word.partition("=")[2] or "?"
        else:
            rest.append(word)
    chosen = asked or environment.get(VARIABLE, "")
    if chosen and chosen not in LANGUAGES:
        raise ValueError(chosen)
    return chosen or _of_locale(environment), rest


def _of_locale(environment: Mapping[str, str]) -> str:
    named = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    named = named or locale.getlocale()[0] or ""
    return VIETNAMESE if named.lower().startswith((VIETNAMESE, "vietnamese")) else ENGLISH
