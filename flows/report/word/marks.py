"""Sentences as runs: a figure is a bookmark, and a link to its entry in the annex of sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.documents.xml_text import composed
from flows.report.model import Address, Figure, Piece, Source


@dataclass(eq=False)
class Marks:
    """What has been marked so far. `shown`: the figures of the report itself, which have entries in the annex."""

    sources: Mapping[Address, Source]
    shown: list[Figure] = field(default_factory=list)
    _used: int = 0

    def write(self, paragraph: Any, pieces: Iterable[Piece]) -> None:
        """Append pieces to a paragraph of python-docx; each figure becomes a bookmark and a link."""
        holder = paragraph._p
        for piece in pieces:
            if isinstance(piece, Figure):
                self.shown.append(piece)
                self._figure(holder, piece)
            elif piece:
                holder.append(run(piece))

    def _figure(self, holder: Any, figure: Figure) -> None:
        anchor = self.sources[figure.address].anchor
        link = element("w:hyperlink", anchor=anchor, history="1")
        link.append(run(figure.text))
        self.mark(holder, f"f{self._used + 1}_{anchor}", link)

    def mark(self, holder: Any, name: str, content: Any) -> None:
        """Put content into a holder inside a bookmark of that name."""
        self._used += 1
        holder.append(element("w:bookmarkStart", id=str(self._used), name=name))
        holder.append(content)
        holder.append(element("w:bookmarkEnd", id=str(self._used)))


def element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def run(text: str) -> Any:
    """A run in the style of its paragraph."""
    from docx.oxml.ns import qn

    made, words = element("w:r"), element("w:t")
    words.text = composed(text)
    words.set(qn("xml:space"), "preserve")
    made.append(words)
    return made
