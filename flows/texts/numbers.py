"""Numbers as people are shown them: the one place that writes 37.096,4."""

from __future__ import annotations


def figure(value: float | None, decimals: int = 2) -> str:
    """A number as Vietnamese offices write it: 37.096,4; no decimals that say nothing."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")
