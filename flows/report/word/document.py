"""The whole document: a template's paragraphs in their order, and in place of `{{name}}` what the report says there."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.documents import parts, styles
from flows.documents.issuer import Issuer
from flows.raw_folder.safe_writing import replace_file
from flows.report.charts.word import add_chart
from flows.report.model import Paragraph, Part, Report
from flows.report.word.annexes import write_annexes
from flows.report.word.marks import Marks
from flows.report.word.tables import write_table
from flows.texts.papers import review as texts

if TYPE_CHECKING:
    from docx.document import Document

_PLACE = re.compile(r"\s*\{\{\s*(\w+)\s*\}\}\s*")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERHEAD, TITLE, SIGNATURE, ANNEXES = "letterhead", "title", "signature", "annexes"


class UnknownPlace(Exception):
    """A template names a part that the report does not have."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.text = texts.UNKNOWN_PLACE.fill(name=name, known=", ".join(known))
        super().__init__(self.text.en)


class UnreadableTemplate(Exception):
    """The office's template is no DOCX."""

    def __init__(self, path: Path) -> None:
        self.text = texts.UNREADABLE_TEMPLATE.fill(file=path)
        super().__init__(self.text.en)


def write_report(destination: Path, report: Report, issuer: Issuer, template: Path | None = None) -> None:
    """Write the report as DOCX.

    Args:
        template: a DOCX whose styles and whose order of parts are taken; without one, those of `write_template`.

    Raises:
        UnknownPlace: the template names a part there is none of.
        UnreadableTemplate: it is no DOCX.
        OSError: the file cannot be written.
    """
    document = _begun(template)
    if template is None:
        _write_places(document, report)
    marks = Marks(report.sources)
    makers = _makers(document, report, issuer, marks)
    for place, name in list(_places(document)):
        if name not in makers:
            raise UnknownPlace(name, list(makers))
        if name == SIGNATURE:
            _keep_with_next(place.getprevious())
        _put(document, place, makers[name])
    document.core_properties.title = f"{report.title} - {report.about}"
    document.core_properties.author = "Red River Zones"
    _save(document, destination)


def _begun(template: Path | None) -> Document:
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return parts.new_document(str(template) if template else None)
    except (PackageNotFoundError, ValueError, KeyError) as error:
        if template is None:
            raise
        raise UnreadableTemplate(template) from error


def write_template(destination: Path, report: Report) -> None:
    """The template that is taken where the office has none, for it to change: styles, words, and order of parts."""
    document = parts.new_document()
    _write_places(document, report)
    _save(document, destination)


def _save(document: Document, destination: Path) -> None:
    saved = io.BytesIO()
    document.save(saved)
    replace_file(destination, saved.getvalue())


def _write_places(document: Document, report: Report) -> None:
    names = [part.name for parent in report.parts for part in (parent, *parent.parts)]
    for name in (LETTERHEAD, TITLE, *names, SIGNATURE, ANNEXES):
        document.add_paragraph(f"{{{{{name}}}}}")


def _places(document: Document) -> Iterator[tuple[Any, str]]:
    for paragraph in document.paragraphs:
        if found := _PLACE.fullmatch(paragraph.text):
            yield paragraph._p, found[1]


def _put(document: Document, place: Any, make: Callable[[], None]) -> None:
    """What `make` adds to the end of the document goes where the place is."""
    body = document.element.body
    before = set(body)
    make()
    for made in [child for child in body if child not in before and not child.tag.endswith("}sectPr")]:
        place.addprevious(made)
    body.remove(place)


def _keep_with_next(element: Any) -> None:
    """A signature never stands on a page of its own."""
    from docx.text.paragraph import Paragraph as Written

    if element is not None and element.tag.endswith("}p"):
        Written(element, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]


def _makers(document: Document, report: Report, issuer: Issuer, marks: Marks) -> dict[str, Callable[[], None]]:
    numbers = Numbers()

    def title() -> None:
        parts.paragraph(document, report.title, styles.KIND)
        parts.paragraph(document, report.about, styles.ABOUT)

    def write(part: Part, number: Callable[[Part], str], style: styles.Style) -> None:
        _write_part(document, part, number(part), style, marks, report.language)

    makers: dict[str, Callable[[], None]] = {
        LETTERHEAD: lambda: parts.letterhead(document, issuer, issuer.report_number()),
        TITLE: title,
        SIGNATURE: lambda: parts.signature(document, issuer, (line.vi for line in texts.COPIES)),
        ANNEXES: lambda: write_annexes(document, report, marks),
    }
    for part in report.parts:
        makers[part.name] = partial(write, part, numbers.upper, styles.HEADING_1)
        for below in part.parts:
            makers[below.name] = partial(write, below, numbers.lower, styles.HEADING_2)
    return makers


class Numbers:
    """Counts headings as they come: I, II, and under each 1, 2."""

    def __init__(self) -> None:
        self._upper = self._lower = 0

    def upper(self, part: Part) -> str:
        if not part.heading:
            return ""
        self._upper, self._lower = self._upper + 1, 0
        return f"{_ROMAN[self._upper - 1]}. {part.heading.upper()}"

    def lower(self, part: Part) -> str:
        self._lower += 1
        return f"{self._lower}. {part.heading}"


def _write_part(document: Document, part: Part, heading: str, style: styles.Style, marks: Marks, language: str) -> None:
    if heading:
        parts.paragraph(document, heading, style)
    for paragraph in part.paragraphs:
        _write_paragraph(document, paragraph, marks, language)
    for number, chart in enumerate(part.charts):
        parts.paragraph(document, chart.title, styles.CAPTION)
        add_chart(document, chart, language).paragraph_format.keep_with_next = not chart.group
        following = part.charts[number + 1 :]
        if not following or following[0].table is not chart.table:
            write_table(document, chart.table, marks, titled=bool(chart.group))
    for table in part.tables:
        write_table(document, table, marks)


def _write_paragraph(document: Document, paragraph: Paragraph, marks: Marks, language: str) -> None:
    note = texts.NOTE.vi if language == "vi" else texts.NOTE.en
    before = {"item": "- ", "note": f"{note} "}.get(paragraph.kind, "")
    style = styles.SOURCE if paragraph.kind in ("note", "source") else styles.PARAGRAPH
    made = parts.paragraph(document, before, style)
    for number, sentence in enumerate(paragraph.sentences):
        marks.write(made, ((" ",) if number else ()) + sentence.pieces)
