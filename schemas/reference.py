"""Everything the CSV files of this folder say, read once and handed to every stage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from schemas.facts.boards import Boards, load_boards
from schemas.facts.calendar import CalendarEntry, load_calendar
from schemas.facts.exchange_rates import ExchangeRate, load_exchange_rates
from schemas.facts.units import Units, load_units
from schemas.form import Form
from schemas.form_files import load_form
from schemas.periods import Period, parse_period
from schemas.rules import Rule, load_rules
from schemas.tabular import FOLDER, read_rows
from schemas.usual import Usual, load_usual


@dataclass(frozen=True)
class Reference:
    """The reference data of one folder of CSV files. `digest` changes when any of them does."""

    form: Form
    units: Units
    boards: Boards
    rules: dict[str, Rule] = field(hash=False)
    calendar: dict[Period, CalendarEntry] = field(hash=False)
    exchange_rates: dict[Period, ExchangeRate] = field(hash=False)
    usual: dict[str, Usual] = field(hash=False)
    aliases: tuple[tuple[str, str, str], ...]  # kind, alias, target
    folder: Path
    digest: str
    edition_of: Reference | None = None  # the whole, with everything the form ever had; None for itself

    def in_force(self, period: Period | str) -> Reference:
        """The reference data with the form of a period; `digest` then tells that edition of the form too."""
        whole = self.edition_of or self
        form = whole.form.in_force(period)
        return whole if form is whole.form else whole._editions[form.since]

    @property
    def newest(self) -> Reference:
        return self.in_force(self.form.whole.newest.since) if self.form.whole.boundaries else self

    @cached_property
    def _editions(self) -> dict[str, Reference]:
        found = {}
        for since in ("", *self.form.boundaries):
            form = self.form.in_force(since or parse_period(self.form.boundaries[0]).previous)
            digest = hashlib.sha256(f"{self.digest} form since {since}".encode()).hexdigest()
            found[since] = replace(self, form=form, digest=digest, edition_of=self)
        return found


@lru_cache(maxsize=8)
def load_reference(folder: Path = FOLDER) -> Reference:
    """Read every CSV of `folder` (the package's own by default).

    Raises:
        ValueError: a line cannot be read; the message names file and line.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return Reference(
        form=load_form(folder),
        units=load_units(folder),
        boards=load_boards(folder),
        rules=load_rules(folder),
        calendar=load_calendar(folder),
        exchange_rates=load_exchange_rates(folder),
        usual=load_usual(folder),
        aliases=tuple((r["kind"], r["alias"], r["target"]) for r in read_rows(folder / "aliases.csv")),
        folder=folder,
        digest=digest.hexdigest(),
    )
