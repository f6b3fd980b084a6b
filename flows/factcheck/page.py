"""What `zones factcheck` shows: a list for the terminal, and a page with the text and every figure marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.factcheck.claim import AGAINST, AMBIGUOUS, NOT_HERE, OTHER_SCOPE, Claim
from flows.factcheck.factcheck import Checked
from flows.factcheck.release import Release
from flows.factcheck.saying import counted, message, period_text, scope_text, way_to
from flows.texts import factcheck as texts
from schemas.text import Text


@dataclass(frozen=True)
class Piece:
    """A stretch of a line: plain text, or a claim with its number."""

    text: str
    number: int = 0


@dataclass(frozen=True)
class Row:
    """A claim as the page lists it."""

    number: int
    token: str
    verdict: str
    kind: str
    said: str
    way: str


def printed(checked: Checked, release: Release, language: str) -> str:
    """The claims of one text, one a line, those against it marked."""
    lines = [checked.document.file, _in(_about(checked, release), language)]
    for claim in checked.claims:
        lines.append(
            _in(
                texts.LINE.fill(
                    mark="✗" if claim.verdict in AGAINST else "?" if claim.verdict == AMBIGUOUS else " ",
                    token=_one_line(claim.token), verdict=texts.VERDICTS[claim.verdict],
                    message=message(claim, release),
                ),
                language,
            )
        )  # fmt: skip
    lines.append(_in(_summary(checked), language))
    return "\n".join(lines) + "\n\n"


def page(checked: Sequence[Checked], release: Release, language: str) -> str:
    """One page for all texts: self-contained, for screen, keyboard and paper.

    Everything from a text is escaped by the template.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("flows.factcheck", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("page.html.jinja").render(
        parts=[_part(one, release, language) for one in checked], texts=texts, language=language,
        said=lambda text: _in(text, language),
    )  # fmt: skip


def _part(checked: Checked, release: Release, language: str) -> dict[str, object]:
    rows = [
        Row(
            number, _one_line(claim.token), claim.verdict, _in(texts.VERDICTS[claim.verdict], language),
            _in(message(claim, release), language), _in(way_to(claim, release) or texts.NO_SECTOR, language),
        )
        for number, claim in enumerate(checked.claims, start=1)
    ]  # fmt: skip
    return {
        "title": texts.PAGE_TITLE.fill(file=checked.document.file),
        "about": _about(checked, release),
        "summary": _summary(checked),
        "lines": list(_lines(checked)),
        "rows": rows,
        "unchecked": [row for row in rows if row.verdict in (NOT_HERE, OTHER_SCOPE)],
    }


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.vi


def _about(checked: Checked, release: Release) -> Text:
    return texts.PAGE_ABOUT.fill(
        scope=scope_text(checked.scope, release), period=period_text(checked.period), release=release.name
    )


def _summary(checked: Checked) -> Text:
    if not checked.claims:
        return texts.NO_FIGURES
    return texts.SUMMARY.fill(**counted(checked))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(checked: Checked) -> Iterator[list[list[Piece]]]:
    """The lines of the text, each as its cells (one where it is no table), each cell as pieces."""
    text = checked.document.text
    apart = _apart(checked.claims)
    begin = 0
    for line in text.split("\n"):
        cells: list[list[Piece]] = []
        for cell in line.split("\t"):
            end = begin + len(cell)
            cells.append(list(_pieces(text, begin, end, apart)))
            begin = end + 1
        if any(piece.text.strip() for cell in cells for piece in cell):
            yield cells


def _apart(claims: Sequence[Claim]) -> list[tuple[int, int, int]]:
    """Start, end and number of the claims that can be marked in the text: of two that overlap the first."""
    kept: list[tuple[int, int, int]] = []
    for number, claim in enumerate(claims, start=1):
        if not kept or claim.start >= kept[-1][1]:
            kept.append((claim.start, claim.end, number))
    return kept


def _pieces(text: str, begin: int, end: int, claims: Sequence[tuple[int, int, int]]) -> Iterator[Piece]:
    at = begin
    for start, stop, number in claims:
        if start < at or start >= end:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start : min(stop, end)], number)
        at = min(stop, end)
    if at < end:
        yield Piece(text[at:end])
