"""What is noted at the cells of a workbook: comments, and the threads that Excel 365 keeps beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from flows.ingest.files.formats.packages import relations_of, targets, text_of
from flows.ingest.files.grids import place_of

Comments = dict[tuple[int, int], str]  # by place, counted from 0
_REFERENCE = rb"""\sref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*>(.*?)"""
_COMMENT = re.compile(rb"<(?:\w+:)?comment(?=\s)[^>]*?" + _REFERENCE + rb"</(?:\w+:)?comment>", re.DOTALL)
_THREAD = re.compile(
    rb"<(?:\w+:)?threadedComment(?=\s)[^>]*?" + _REFERENCE + rb"</(?:\w+:)?threadedComment>", re.DOTALL
)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:ext)?(?:\s[^>]*)?>([^<]*)(?=<)")


def noted_in(
    sheet: str, parts: Mapping[str, bytes], read: Callable[[bytes], Iterator[tuple[tuple[int, int], str]]] | None = None
) -> Comments:
    """What is noted at the cells of a sheet; `read` takes a part of comments that is no XML.

    Of a thread the comment holds what older programs show: a sentence about the program, and the words again.
    """
    found: Comments = {}
    threads: dict[tuple[int, int], list[str]] = {}
    for kind, part in targets(sheet, parts.get(relations_of(sheet), b"")).values():
        content = parts.get(part, b"")
        if kind == "comments":
            found |= read(content) if read is not None else _notes(_COMMENT, content)
        elif kind == "threadedComment":
            for place, text in _notes(_THREAD, content):
                threads.setdefault(place, []).append(text)
    return found | {place: "; ".join(texts) for place, texts in threads.items()}


def _notes(pattern: re.Pattern[bytes], content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for place, inside in pattern.findall(content):
        yield place_of(place.decode(), 0, 0), text_of(b"".join(_TEXT.findall(inside)))
