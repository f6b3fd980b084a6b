"""Numbers as people are shown them: the one place that writes `37.096,4` (Vietnamese) and `37,096.4` (English)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from schemas.text import Text

_SWAPPED = str.maketrans({",": ".", ".": ","})


def number_text(value: float, decimals: int | None = None, *, most: int = 6) -> Text:
    """A figure with thousands apart: `4.693,1` and `4,693.1`.

    Without `decimals` it shows as many as the figure has, at most `most`.
    """
    return _both(_trimmed(f"{value:,.{most}f}") if decimals is None else f"{value:,.{decimals}f}")


def exact_number_text(value: float) -> Text:
    """A figure with every decimal it has, thousands apart: `1.234,5678901`."""
    return _both(_trimmed(f"{_decimal(value):,f}"))


def plain_number_text(value: float | Decimal) -> Text:
    """A figure with every decimal it has and thousands together, as it is typed: `4693,1` and `4693.1`."""
    return _both(_trimmed(f"{_decimal(value):f}"))


def date_text(day: date) -> Text:
    """A day: 14/07/2023, and 2023-07-14 where 07/14 and 14/07 would be told apart by nobody."""
    return Text(f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}")


def moment_text(moment: str) -> Text:
    """A moment kept as ISO 8601: 14/07/2023 08:00, and 2023-07-14 08:00."""
    day = date_text(date.fromisoformat(moment[:10]))
    return Text(f"{day.vi} {moment[11:16]}".strip(), f"{day.en} {moment[11:16]}".strip())


def _decimal(value: float | Decimal) -> Decimal:
    """Without what binary arithmetic leaves behind the fifteenth digit, which no office program shows."""
    return value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")


def _trimmed(shown: str) -> str:
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _both(shown: str) -> Text:
    shown = shown.removeprefix("-") if not shown.strip("-0.,") else shown.replace("inf", "∞")
    return Text(shown.translate(_SWAPPED), shown)
