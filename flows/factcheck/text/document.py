"""The text of a published file (txt, html, docx), with what is no part of it left out.

A table becomes lines whose cells are parted by tabs, so that a txt, an html and a docx of one article are one text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from flows.documents.styles import SOURCE_CELL
from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.limits import Unusual, checked_members, require_plain_xml, require_shallow_xml, unpacked
from flows.texts.system_errors import reason_of

# A page of a newspaper has 5,000 characters, a long report half a million.
LONGEST = 2_000_000

_LEFT_OUT = {
    "script", "style", "head", "nav", "aside", "footer", "form", "button", "noscript", "template", "iframe", "svg",
    "select", "del", "s",
}  # fmt: skip
_AROUND = re.compile(
    r"\b(related|menu|navbar|breadcrumbs?|comments?|sidebar|share|social|banner|advert\w*|ads|footer|cookie|subscribe|"
    r"tin-lien-quan|lien-quan|tags?)\b"
)
_VOID = {"br", "img", "hr", "meta", "link", "input", "source", "wbr", "col", "area", "base", "embed", "track", "param"}
_INLINE = {
    "a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "small", "mark", "abbr", "font", "q", "cite", "code",
    "bdi", "bdo", "label", "data", "ins", "td", "th",
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """A published text. `text` is what offsets count in; `title`, `author`, `date` are "" where the file says none."""

    file: str
    text: str
    author: str = ""


def read_document(path: Path) -> Document:
    """The text of a file.

    Raises:
        UnreadableFile: missing, empty, broken, too large, or no text this command reads.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile("unreadable_missing") from None
    except OSError as error:
        raise UnreadableFile("unreadable_refused", why=reason_of(error)) from None
    return document_of(path.name, data)


def document_of(name: str, data: bytes) -> Document:
    """As `read_document`, from the bytes of a file."""
    if not data.strip():
        raise UnreadableFile("unreadable_empty")
    if data[:4] == b"PK\x03\x04":
        text = "\n".join(_docx_lines(data))
        author = ""
    elif data[:5] == b"%PDF-":
        raise UnreadableFile("unreadable_pdf")
    else:
        text, author = _decoded(data), ""
        if re.search(r"<(?:!doctype html|html|body|p|div)\b", text[:4000], re.IGNORECASE):
            page = _Page()
            page.feed(text)
            page.close()
            text, author = page.text(), page.author
    if len(text) > LONGEST:
        raise UnreadableFile("unreadable_too_large", rows=text.count("\n"), columns=1)
    if not text.strip():
        raise UnreadableFile("unreadable_empty")
    return Document(name, text, author)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1258", errors="replace")
    if text.count("\0") * 20 > len(text):
        raise UnreadableFile("unreadable_unknown")
    return text


class _Page(HTMLParser):
    """A web page: paragraphs, headings, captions and tables of its article, in order of reading."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.left_out: list[str] = []
        self.cells = 0
        self.in_cell = False
        self.author = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "meta" and (said.get("name") or "").lower() == "author":
            self.author = said.get("content") or ""
        if tag in _VOID:
            if tag == "br" and not self.left_out:
                self.parts.append("\n")
            return
        names = f"{said.get('class') or ''} {said.get('id') or ''} {said.get('role') or ''}".lower()
        hidden = "hidden" in said or "display:none" in (said.get("style") or "").replace(" ", "")
        around = _AROUND.search(names) and tag not in ("body", "html", "article", "main")
        if self.left_out or tag in _LEFT_OUT or around or hidden:
            self.left_out.append(tag)
            return
        if tag == "tr":
            self.cells = 0
        elif tag in ("td", "th"):
            self.parts.append("\t" if self.cells else "")
            self.cells += 1
            self.in_cell = True
        elif not self.in_cell and tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.left_out:
            if tag in self.left_out:
                while self.left_out.pop() != tag:
                    pass
            return
        if tag in ("td", "th"):
            self.in_cell = False
        elif tag == "tr" or (not self.in_cell and tag not in _INLINE and tag not in _VOID):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.parts.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        lines = (re.sub(r" *\t *", "\t", line).strip(" ") for line in "".join(self.parts).split("\n"))
        return "\n".join(line for line in lines if line.strip())


def _docx_lines(data: bytes) -> Iterator[str]:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            content = next(
                (unpacked(data, m) for m in checked_members(archive) if m.filename.lower() == "word/document.xml"), b""
            )
        require_plain_xml(content)
        require_shallow_xml(content)
        body = fromstring(content).find("{*}body")
    except (BadZipFile, ParseError, EOFError, NotImplementedError):
        raise UnreadableFile("unreadable_broken") from None
    except Unusual:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0) from None
    if body is None:
        raise UnreadableFile("unreadable_unknown")
    yield from filter(str.strip, _blocks(body))


def _blocks(parent: Element) -> Iterator[str]:
    for element in parent:
        kind = element.tag.rpartition("}")[2]
        if kind == "p" and _names_sources(element):
            continue
        if kind == "p":
            yield from "".join(_letters(element)).split("\n")
        elif kind == "tbl":
            for row in element.iter(element.tag[:-3] + "tr"):
                cells = row.iter(element.tag[:-3] + "tc")
                yield "\t".join(" ".join(" ".join(_blocks(cell)).split()) for cell in cells)
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _blocks(element)


def _names_sources(paragraph: Element) -> bool:
    """Whether a paragraph is of the annex that names the cells behind a report of ours: files, not a text."""
    style = paragraph.find("{*}pPr/{*}pStyle")
    return style is not None and SOURCE_CELL.name in style.attrib.values()


def _letters(element: Element) -> Iterator[str]:
    for child in element:
        kind = child.tag.rpartition("}")[2]
        if kind == "t":
            yield child.text or ""
        elif kind in ("tab", "ptab"):
            yield "\t"
        elif kind in ("br", "cr"):
            yield "\n"
        elif kind == "noBreakHyphen":
            yield "-"
        elif kind == "r" and _hidden(child):
            continue
        elif kind not in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "Fallback"):
            yield from _letters(child)


def _hidden(run: Element) -> bool:
    properties = run.find("{*}rPr")
    if properties is None:
        return False
    marks = [properties.find(f"{{*}}{name}") for name in ("vanish", "strike", "dstrike")]
    return any(
        mark is not None and not {"0", "false", "off"} & {str(value) for value in mark.attrib.values()}
        for mark in marks
    )
