"""CSV: UTF-8 with the mark that Excel asks for, comma, point, ISO dates; null is an empty field."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.raw_folder.spreadsheet_safe import STARTS

_BLANKS = " \u00a0\u3000"
_FORMULA = f"^[{_BLANKS}]*[{''.join(STARTS).replace('-', chr(92) + '-')}]"
_NUMERAL = r"^[+-]?[\d.,\s]*%?$"  # `-5` and `-` are what a board writes for numbers; no spreadsheet calculates them
MOMENT = "%Y-%m-%dT%H:%M:%S%:z"


def spreadsheet_safe_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would calculate; numerals stay as they are."""
    texts = [name for name, type_ in frame.schema.items() if type_ == pl.String]
    if not texts:
        return frame
    first = frame.select(pl.col(texts).str.head(1).is_in([*STARTS, *_BLANKS]).any()).row(0, named=True)
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_NUMERAL))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
        if first[name]
    )


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Raises OSError where the file cannot be written."""
    spreadsheet_safe_texts(frame).write_csv(path, include_bom=True, datetime_format=MOMENT)
