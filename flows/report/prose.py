"""Templates to paragraphs: a line of a template is a sentence, an empty line ends a paragraph, a dash begins an item.

A template holds words and names, never a digit: whatever it puts out that is a figure keeps its address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flows.documents.xml_text import TURNING
from flows.report.model import Figure, Paragraph, Piece, Sentence

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"

# A figure on its way through a template: private characters that no text of ours or of an office keeps.
_MARK = re.compile("\ue000(\\d+)\ue001")
_LEFT_OUT = "\ue002"  # in a sentence that names what the period's form does not have
_OURS = re.compile("[\ue000-\ue002]")
_SPACE = re.compile(r"[ \t\u00a0]+")
_KINDS = {"- ": "item", "> ": "note"}


_FOUND = "figures_found"


def told(text: str) -> str:
    """A text of somebody else as a template may hold it: one line, without the marks of this module."""
    return TURNING.sub("", _OURS.sub("", " ".join(text.split())))


@lru_cache(maxsize=2)
def _environment(language: str) -> Environment:
    """The templates of a language; a name they do not know is an error, not an empty place."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    @pass_context
    def put(context: Mapping[str, list[Figure]], value: object) -> object:
        """A figure leaves a mark where it stands and is kept aside."""
        value = getattr(value, "figure", value)
        if value is None:
            return _LEFT_OUT
        if not isinstance(value, Figure):
            return value
        context[_FOUND].append(value)
        return f"\ue000{len(context[_FOUND]) - 1}\ue001"

    return Environment(
        loader=FileSystemLoader(TEMPLATES / language), finalize=put, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=False,
    )  # fmt: skip


def paragraphs(
    name: str, language: str, names: Mapping[str, object], finish: Callable[[tuple[Piece, ...]], tuple[Piece, ...]]
) -> tuple[Paragraph, ...]:
    """What a template says, with `names` in it.

    Args:
        name: the template, a file of the language's folder without its ending.
        finish: what is done with each sentence (to say in it what is in doubt); an empty one is left out.

    Raises:
        jinja2.TemplateError: the template is wrong, or asks for what is not there.
    """
    found: list[Figure] = []
    written = _environment(language).get_template(f"{name}.jinja").render({**names, _FOUND: found})
    done: list[Paragraph] = []
    for block in re.split(r"\n\s*\n", written.strip("\n")):
        lines = [line for line in map(str.strip, block.split("\n")) if line and _LEFT_OUT not in line]
        for kind, group in _grouped(lines):
            said = [Sentence(finish(_pieces(line, found))) for line in group]
            if kept := tuple(sentence for sentence in said if sentence.pieces):
                done.append(Paragraph(kept, kind))
    return tuple(done)


def _grouped(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Lines of a block by paragraph: an item or a note is one of its own, the lines after it go on with it."""
    groups: list[tuple[str, list[str]]] = []
    for line in lines:
        kind = _KINDS.get(line[:2])
        if kind:
            groups.append((kind, [line[2:]]))
        elif groups:
            groups[-1][1].append(line)
        else:
            groups.append(("text", [line]))
    return groups


def _pieces(line: str, figures: list[Figure]) -> tuple[Piece, ...]:
    parts = _MARK.split(_SPACE.sub(" ", line))
    return tuple(figures[int(part)] if index % 2 else part for index, part in enumerate(parts) if part)
