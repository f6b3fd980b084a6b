"""Lines that the form has in other periods only: what stands there is kept and said, and asks nobody anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.ingest.figures.indicators import IndicatorReader
from flows.ingest.figures.line_matching import BY_CODE, BY_LABEL, DISAGREE, MatchedRow, bare_label, codes_meant
from flows.ingest.submission import BLANK, Problem, ReadValue
from flows.ingest.tables.headings import HeadingReader
from flows.ingest.tables.table import Table
from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.vocabulary import Vocabulary, vocabulary_of
from schemas.folding import fold


def code_of_other_period(row: MatchedRow, vocabulary: Vocabulary) -> str:
    """The code of the line of other periods a row is, "" for none: by a code the form does not have, else by its label.

    What the form of the period knows comes first: a row that is, or may be, one of its lines is no other.
    """
    elsewhere = vocabulary.reference.form.not_in_force
    if not elsewhere or row.how in (BY_CODE, BY_LABEL, DISAGREE):
        return ""
    if row.written:
        meant = codes_meant(row.written, elsewhere)
        own = fold(row.label) in vocabulary.labels
        return meant[0] if meant and len(meant) == 1 and not own else ""
    labels = vocabulary.labels_of_other_periods
    return labels.get(fold(row.label)) or labels.get(fold(bare_label(row.label)), "")


def figures_of_other_periods(
    rows: Mapping[str, Sequence[MatchedRow]],
    vocabulary: Vocabulary,
    style: NumberStyle,
    headings: HeadingReader,
    tables: list[Table],
) -> tuple[list[ReadValue], list[Problem]]:
    """The figures of these rows as the form of their own period has them, and one F13 a line.

    rows: by code; of a code that stands more than once the first is read. `style` has seen every number of the form.
    """
    values, problems = [], []
    for code, found in rows.items():
        line = vocabulary.reference.form.not_in_force[code]
        reference = vocabulary.reference.in_force(line.effective_from or line.effective_to)
        reader = IndicatorReader(vocabulary_of(reference), style, headings, tables)
        reader.expect(found[:1])
        reader.read_row(found[0], line)
        read = [value for value in reader.finish() if value.state != BLANK or value.raw_text]
        if not read:
            continue
        values += read
        details = {"label": line.label_vi, "label_en": line.label_en, "code": code}
        details |= {"when_vi": line.when.vi, "when_en": line.when.en}
        shown = "; ".join(value.raw_text for value in read)
        places = tuple(value.place for value in read)
        problems.append(Problem("F13", "line_of_other_period", places, code, found=shown, details=details))
    return values, problems
