"""Why something differs between two builds: what came in, what was decided, or what the figures are made by."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.publish.manifest import MADE_BY, read_manifest
from schemas.made_by import ChangedLine, MadeBy, changed_lines, naming, read_made_by

SUBMISSION, RESUBMISSION, CORRECTION, WAIVER = "submission", "resubmission", "correction", "waiver"
# A figure that another one is part of or derived from.
FOLLOWS = "derivation"

FIGURE = ("period", "board", "code", "sector", "measure")
_BOARD = ["period", "board"]
# Lines named one by one.
_NAMED = 3


class Causes:
    """What was received and decided between two builds, and which lines or code changed.

    An added decision or version is one that the older build does not have; a figure's cause is the last one that
    `restatements` tells and did not tell before.
    """

    def __init__(self, older: Path, newer: Path) -> None:
        self._folders = older, newer
        self._restated = self._new("restatements", [*FIGURE, "known_from", "cause"])
        self._versions = self._new("submissions", [*_BOARD, "submission"], in_force=True)
        self._had = _read(older, "submissions", _BOARD, in_force=True).unique()
        self._decided = pl.concat(
            self._either(table, _BOARD).select(*_BOARD, pl.lit(cause).alias("_decided"))
            for table, cause in (("waivers", WAIVER), ("corrections", CORRECTION))
        )
        self._lines = _lines_changed(older, newer)
        self._code = _code_changed(older, newer)

    def named(self, changes: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
        """Changes with `cause`: a word, `<file>:<line>` of the reference data, or the digests of the code.

        Args:
            changes: FIGURE. figures: FIGURE and cause of the figures that changed: a total's causes are theirs.
        """
        restated = (
            self._restated.sort("known_from").group_by(list(FIGURE)).agg(pl.col("cause").last().alias("_restated"))
        )
        came = self._versions.join(self._had, on=_BOARD, how="anti").select(*_BOARD, pl.lit(SUBMISSION).alias("_came"))
        again = self._versions.join(self._had, on=_BOARD, how="semi")
        came = pl.concat([came, again.select(*_BOARD, pl.lit(RESUBMISSION).alias("_came"))])
        line = ["period", "code", "sector"]
        whole = figures.group_by(line).agg(pl.col("cause").drop_nulls().unique().sort().str.join("; ").alias("_parts"))
        known = (
            changes.join(restated, on=list(FIGURE), how="left")
            .join(came.unique(_BOARD, keep="last"), on=_BOARD, how="left")
            .join(self._decided.unique(_BOARD, keep="last"), on=_BOARD, how="left")
            .join(whole.filter(pl.col("_parts") != ""), on=line, how="left")
            .join(self._made_otherwise(changes), on=["board", "code"], how="left", nulls_equal=True)
        )
        of_bloc = pl.col("board").is_null() | (pl.col("board") == "bloc")
        parts = pl.when(of_bloc).then("_parts")
        cause = pl.coalesce("_restated", "_came", "_decided", parts, "_made")
        return known.with_columns(cause.alias("cause")).select(*changes.columns, "cause")

    def _made_otherwise(self, changes: pl.DataFrame) -> pl.DataFrame:
        """board, code, _made: what of the reference data or the code makes their figures otherwise."""
        asked = changes.select("board", "code").unique()
        said = [self._made(words) for words in asked.iter_rows()]
        return asked.with_columns(pl.Series("_made", said, dtype=pl.String))

    def _made(self, words: tuple[str | None, ...]) -> str | None:
        """The lines that name the board or the figure; where none does, what came in reaches further than its board."""
        lines = naming(self._lines, filter(None, words))
        if not lines and (self._versions.height or self._decided.height):
            return FOLLOWS
        lines = lines or self._lines
        named = [f"{line.file}:{line.number}" if line.number else line.file for line in lines[:_NAMED]]
        more = [f"+{len(lines) - _NAMED}"] if len(lines) > _NAMED else []
        return "; ".join([*named, *more]) or self._code

    def _new(self, table: str, columns: list[str], **where: bool) -> pl.DataFrame:
        """Rows of a table that the older build does not have."""
        old, new = (_read(folder, table, columns, **where) for folder in self._folders)
        return new.join(old, on=columns, how="anti", nulls_equal=True)

    def _either(self, table: str, columns: list[str]) -> pl.DataFrame:
        """Of the rows that only one build has, these columns."""
        old, new = (_read(folder, table) for folder in self._folders)
        key = [name for name in new.columns if name in old.columns]
        if not set(columns) <= set(key):
            return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        one, other = (a.join(b, on=key, how="anti", nulls_equal=True) for a, b in ((old, new), (new, old)))
        return pl.concat([one.select(columns), other.select(columns)]).unique()


def _read(folder: Path, table: str, columns: list[str] | None = None, **where: bool) -> pl.DataFrame:
    """Columns of a table; no rows where a build does not have them."""
    path = folder / f"{table}.parquet"
    there = pl.read_parquet_schema(path) if path.is_file() else {}
    if not {*(columns or []), *where} <= set(there) or not there:
        return pl.DataFrame(schema={name: pl.Date if name == "known_from" else pl.String for name in columns or []})
    return pl.scan_parquet(path).filter(**where).select(columns or list(there)).collect()


def _made_by(folder: Path) -> MadeBy | None:
    try:
        return read_made_by((folder / MADE_BY).read_bytes())
    except (OSError, ValueError):
        return None


def _lines_changed(older: Path, newer: Path) -> list[ChangedLine]:
    before, after = _made_by(older), _made_by(newer)
    return changed_lines(before, now=after) if before and after else []


def _code_changed(older: Path, newer: Path) -> str | None:
    before, after = (str((read_manifest(folder) or {}).get("code_sha256") or "")[:12] for folder in (older, newer))
    return f"code {before} → {after}" if before and after and before != after else None
