"""One form for each country and each zone, however an office wrote it; what was written stays beside it."""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from schemas.facts.words import target_of
from schemas.folding import fold, fold_words
from schemas.tabular import FOLDER, read_rows

# What NFC may put together or replace by another sign; text without any of these is in NFC already.
_MAY_CHANGE = "[\u0300-\u036f\u1f71-\u1fff\u2126\u212a\u212b\uf900-\ufaff]"

# Where something stands is said as the file says it: a program has to find that file and that sheet again.
ORIGIN = ("submission", "file", "sheet", "cells", "repairs")
_KINDS = target_of("short")
_LEADING_ZERO = re.compile(r"\b0+(?=\d)")


def in_nfc(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text in NFC; names of files and of their sheets stay as they are."""
    texts = [name for name, type_ in frame.schema.items() if type_ == pl.String and name not in ORIGIN]
    beyond_ascii = pl.col(texts).str.len_bytes() != pl.col(texts).str.len_chars()
    texts = [name for name, is_so in frame.select(beyond_ascii.any()).to_dict(as_series=False).items() if is_so[0]]
    found = frame.select(pl.col(texts).str.contains(_MAY_CHANGE).any())
    changed = [name for name in texts if found[name].item()]
    return frame.with_columns(pl.col(changed).str.normalize("NFC")) if changed else frame


@lru_cache
def _countries() -> dict[str, str]:
    """Folded spelling -> the country's name in Vietnamese."""
    found = {}
    for row in read_rows(FOLDER / "countries.csv"):
        for spelling in (row["name_vi"], row["name_en"], *row["spellings"].split(";")):
            if spelling:
                found[fold(spelling)] = row["name_vi"]
    return found


def countries(written: pl.Expr) -> pl.Expr:
    """The country's usual name in Vietnamese; of a country that countries.csv does not have, what was written."""
    return _each(written, lambda text: _countries().get(fold(text)) or " ".join(text.split()))


def _each(written: pl.Expr, canonical: object) -> pl.Expr:
    """What a function makes of each text; it is asked once a text."""

    def batch(texts: pl.Series) -> pl.Series:
        once = texts.drop_nulls().unique().sort()
        made = [canonical(text) for text in once]  # type: ignore[operator]
        return texts.replace_strict(once, pl.Series(made, dtype=pl.String), default=None, return_dtype=pl.String)

    return written.map_batches(batch, return_dtype=pl.String)


def zone_key(name: str) -> str:
    """What spellings of one zone have in common: case, accents, signs, zeros before a number, KCN written out."""
    words = _LEADING_ZERO.sub("", fold_words(name))
    for written, short in _KINDS.items():
        words = words.replace(written, short)
    return words.replace(" ", "")


def zones(names: pl.DataFrame) -> dict[str, str]:
    """Every spelling of a zone -> the first one with accents that the boards used, else the first.

    Args:
        names: name in the order in which they were used first.
    """
    first: dict[str, str] = {}
    spelt = names["name"].drop_nulls().unique(maintain_order=True).to_list()
    for name in spelt:
        known = first.setdefault(zone_key(name), name)
        if known.isascii() and not name.isascii():
            first[zone_key(name)] = name
    return {name: " ".join(first[zone_key(name)].split()) for name in spelt}
