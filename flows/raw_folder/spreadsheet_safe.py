"""Text that a spreadsheet would take for a formula, made harmless before it is written where one may open it."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula (full-width signs count: some versions fold them)."""
    return text.lstrip(" \u00a0\u3000").startswith(STARTS) or text.startswith(STARTS)


def spreadsheet_safe(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would calculate it.

    For text only: a number written as text (`-5`) is a number to a spreadsheet and needs no escape where a number
    is meant.
    """
    return f"'{text}" if looks_like_formula(text) else text
