"""The words by which the form is found in grids: from the form itself, `words.csv` and `aliases.csv`, folded once.

A new indicator, a new list column or a new spelling is a line in a CSV; nothing here names one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.facts.units import Units, fold_unit
from schemas.facts.words import office_words
from schemas.folding import fold, fold_words
from schemas.form import Form, Indicator
from schemas.reference import Reference
from schemas.tabular import read_rows


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Folded spellings. A label may stand for several indicators only when the sheet is needed to tell them apart.

    There is one for each reference data, so it is told apart by identity: what a text means is remembered beside it.
    """

    reference: Reference
    columns: dict[str, str]  # STT, label, code, unit, sheet, ignore
    sectors: dict[str, str]
    measures: dict[str, str]
    values: frozenset[str]
    groups: frozenset[str]
    aliased_columns: dict[str, tuple[str, str]]  # folded heading -> (sector, measure)
    labels: dict[str, tuple[str, ...]]  # folded label -> codes
    label_of: dict[str, str]  # code -> its own folded label
    labels_of_other_periods: dict[str, str]  # folded label -> code of a line the form has in other periods only
    labels_ended: frozenset[str]  # folded labels of lines the form no longer has, whatever now bears their code
    sheets: dict[str, str]  # folded name or title of a sheet -> sheet
    list_columns: dict[str, tuple[tuple[str, str], ...]]  # folded heading -> (sheet, key)s
    choices: dict[tuple[str, str], dict[str, str]]  # (sheet, key) -> folded word -> choice
    reference_marks: tuple[str, ...]
    totals: tuple[str, ...]
    carried: tuple[str, ...]  # words of what is carried over to the next page
    counted: frozenset[str]  # what may follow the words of a total: `Tổng số: 09 khu`
    signatures: tuple[str, ...]
    other_figures: tuple[str, ...]  # beginnings of captions: the figures below are not those of the period
    cover: dict[str, str]  # folded words before a colon -> what follows them
    board_aliases: dict[str, str]
    units: Units  # with the spellings of aliases.csv

    def indicator(self, code: str) -> Indicator | None:
        return self.reference.form.by_code.get(code)


Aliases = tuple[tuple[str, str, str], ...]  # kind, alias, target

_KNOWN: dict[str, Vocabulary] = {}
_Y_FOR_I = re.compile(r"\b(qu|[hklmst])y\b")


def spellings_of(text: str) -> tuple[str, ...]:
    """A text folded, and folded as it is spelt with i for a final y: `tỷ lệ` and `tỉ lệ`, `kỳ` and `kì`."""
    folded = fold(text)
    other = _Y_FOR_I.sub(r"\1i", fold_words(text)).replace(" ", "")
    return (folded,) if other == folded else (folded, other)


def vocabulary_of(reference: Reference) -> Vocabulary:
    """The vocabulary of one set of reference data, made once for each digest."""
    vocabulary = _KNOWN.get(reference.digest)
    if vocabulary is None:
        vocabulary = _KNOWN[reference.digest] = _make(reference)
    return vocabulary


# Long: one line a kind of word.
def _make(reference: Reference) -> Vocabulary:
    form = reference.form
    rows = read_rows(reference.folder / "words.csv")
    aliases = reference.aliases

    def words(kind: str) -> Iterable[tuple[str, str]]:
        for row in rows:
            if row["kind"] == kind:
                for word in row["words"].split(";"):
                    for folded in spellings_of(word):
                        yield folded, row["target"]

    labels = _labels(form, aliases)
    in_force = {(column.sheet, column.key): column for column in form.list_columns}
    list_columns = _list_words(form, words("column"))
    for folded, target in words("list"):
        sheet_name, _, key = target.partition(".")
        if (sheet_name, key) in in_force:
            _add(list_columns, folded, (sheet_name, key))
    choices = _choices(form, words("choice"))
    columns = dict(words("column"))
    aliased: dict[str, tuple[str, str]] = {}
    for kind, alias, target in aliases:
        if kind != "column":
            continue
        first, _, second = target.partition(".")
        if (first, second) in in_force:
            _add(list_columns, fold(alias), (first, second))
        elif second:
            aliased[fold(alias)] = (first, second)
        else:
            columns[fold(alias)] = target
    return Vocabulary(
        reference=reference,
        columns=columns,
        sectors=dict(words("sector")),
        measures=dict(words("measure")),
        values=frozenset(word for word, _ in words("value")),
        groups=frozenset(word for word, _ in words("group")),
        aliased_columns=aliased,
        labels={label: tuple(codes) for label, codes in labels.items()},
        label_of={indicator.code: fold(indicator.label_vi) for indicator in form.indicators},
        labels_of_other_periods={
            folded: line.code
            for line in form.not_in_force.values()
            for folded in spellings_of(line.label_vi)
            if folded not in labels
        },
        labels_ended=frozenset(
            folded
            for line in form.whole.indicator_lines
            if line.effective_to and line.effective_to < form.since
            for folded in spellings_of(line.label_vi)
            if folded not in labels
        ),
        sheets=_sheets(form, aliases),
        list_columns={word: tuple(pairs) for word, pairs in list_columns.items()},
        choices=choices,
        reference_marks=tuple(word for word, _ in words("reference")),
        totals=tuple(word for word, _ in words("total")),
        carried=tuple(word for word, _ in words("carried")),
        counted=frozenset(["", *(word for word, _ in words("counted"))]),
        signatures=tuple(word for word, _ in words("signature")),
        other_figures=tuple(word for word, _ in words("other")),
        cover=dict(words("cover")),
        board_aliases={fold(alias): target for kind, alias, target in aliases if kind == "board"},
        units=_with_aliases(reference),
    )


def _labels(form: Form, aliases: Aliases) -> dict[str, list[str]]:
    """Folded label -> codes of the lines it may be."""
    labels: dict[str, list[str]] = {}
    for indicator in form.indicators:
        for folded in spellings_of(indicator.label_vi):
            labels.setdefault(folded, []).append(indicator.code)
    for line in form.whole.indicator_lines:
        own = form.by_code.get(line.code)
        if own is not None and own.key == line.key:  # what the line was called, or will be, as long as no other is
            for folded in spellings_of(line.label_vi):
                labels.setdefault(folded, [line.code])
    for kind, alias, target in aliases:
        code = target if target in form.by_code else next((i.code for i in form.indicators if i.key == target), "")
        if kind == "label" and code and code not in labels.setdefault(fold(alias), []):
            labels[fold(alias)].append(code)
    return labels


def _sheets(form: Form, aliases: Aliases) -> dict[str, str]:
    """Folded name or number of a sheet -> the sheet."""
    sheets: dict[str, str] = {}
    for sheet in form.sheets:
        number = sheet.sheet.removeprefix("B")
        numbers = [number, f"0{number}"] if number.isdigit() else [number]
        named = [f"{word} {written}" for word in office_words("sheet_name") for written in numbers]
        spellings = [sheet.sheet, sheet.title_vi, *named]
        if number.isdigit():
            spellings += [f"B0{number}", number]
        sheets.update((folded, sheet.sheet) for s in spellings for folded in spellings_of(s))
    known_sheets = {sheet.sheet for sheet in form.sheets}
    sheets.update(
        (fold(alias), target) for kind, alias, target in aliases if kind == "sheet" and target in known_sheets
    )
    return sheets


def _add(list_columns: dict[str, list[tuple[str, str]]], folded: str, pair: tuple[str, str]) -> None:
    if folded and pair not in list_columns.setdefault(folded, []):
        list_columns[folded].append(pair)


def _list_words(form: Form, headings: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Folded heading of a list -> the columns it may be (sheet, key); `headings` are the words of columns."""
    found: dict[str, list[tuple[str, str]]] = {}
    numbering = [folded for folded, target in headings if target == "line"]
    for column in form.list_columns:
        pair = (column.sheet, column.key)
        for folded in (fold(column.label_vi), fold(column.label_vi.partition("(")[0])):
            _add(found, folded, pair)
        for folded in numbering if column.type == "line" else ():
            _add(found, folded, pair)
    return found


def _choices(form: Form, written: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Sheet and key of a column of choices -> folded word -> choice."""
    choices: dict[tuple[str, str], dict[str, str]] = {}
    in_force = {(column.sheet, column.key): column for column in form.list_columns}
    for column in form.list_columns:
        if column.choices:
            known = choices.setdefault((column.sheet, column.key), {})
            for key, word in column.choices.items():
                known[fold(key)] = known[fold(word)] = key
    for folded, target in written:
        sheet_name, key, choice = target.split(".", 2)
        if (sheet_name, key) in in_force and choice in in_force[sheet_name, key].choices:
            choices.setdefault((sheet_name, key), {})[folded] = choice
    return choices


def _with_aliases(reference: Reference) -> Units:
    aliases = {fold_unit(alias): (target,) for kind, alias, target in reference.aliases if kind == "unit"}
    return Units(reference.units.by_name, {**reference.units.spellings, **aliases})
