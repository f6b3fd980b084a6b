"""What people are shown of a column: a heading of a few words, and all that is known of it below."""

from __future__ import annotations

import re

from flows.texts.releasing import exports as texts
from schemas.facts.units import Units
from schemas.tables import Column
from schemas.text import Text

# A description begins with what the column is; what comes after these says more of it.
_MORE = re.compile(r"[:;(]")
_KIND = re.compile(r" \([^()]*\)$")


def heading(column: Column, units: Units) -> Text:
    """`Kỳ báo cáo`; of a figure its line, sector, measure and unit."""
    unit = units.by_name.get(column.unit)

    def short(text: str, label: str) -> str:
        said = _KIND.sub("", text.split(";")[0]) if column.figure else _MORE.split(text)[0].split(", ")[0].strip()
        return f"{said} ({label})" if label and label not in said else said

    vi, en = (unit.label_vi, unit.label_en) if unit else ("", "")
    return Text(short(column.description.vi, vi), short(column.description.en, en))


def told(column: Column, units: Units) -> str:
    """Everything that is to be known of a column, in both languages, a line a fact."""
    unit = units.by_name.get(column.unit)
    lines = [column.name, column.description.vi, column.description.en]
    if unit:
        lines.append(f"{texts.UNIT.vi} · {texts.UNIT.en}: {unit.label_vi} · {unit.label_en}")
    if column.warning.en:
        lines += [f"{texts.WARNING.vi}: {column.warning.vi}", f"{texts.WARNING.en}: {column.warning.en}"]
    if column.key:
        lines.append(f"{texts.KEY.vi} · {texts.KEY.en}")
    return "\n".join(lines)
