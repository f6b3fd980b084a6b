"""Styles of an ods: fonts, marks and number formats by style name, inherited; looked into only when one matters.

Number styles are put into the notation of `number_formats.py` (OpenDocument 1.2, part 1, 16.27).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element, ParseError, fromstring

from flows.ingest.files.formats.marks import GONE, LOWERED, RAISED
from flows.ingest.words.number_formats import speaks

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_OLD_FONTS = (b'".vn', b"'.vn", b"vni-", b'".tmc', b'"vni')
_MARKING = re.compile(rb'text-position="(?!0%)|text-line-through-(?:style|type)="(?!none")|text:display="none"')
_SPEAKING = re.compile(rb"<number:(?:text|currency|percentage|embedded|boolean|fill)|display-factor|<style:map")
_OF_TEXT = _NUMBER + "text-style"
_NUMBER_STYLES = {_OF_TEXT, *(_NUMBER + kind + "-style" for kind in ("number", "currency", "percentage"))}
# What the sections of a code are for without saying it.
_UNSAID = ([">=0"], [">0"], [">0", "<0"], [">0", "<0", "=0"])
_VALUE = re.compile(r"value\(\)\s*(<=|>=|!=|<>|<|>|=)\s*(-?[0-9.]+)")

CELL, TEXT = "table-cell", "text"
_PARENTS = 100  # a style has a few
_PLAIN_CELL = "Default"  # what a cell has that names no style


@dataclass(frozen=True, slots=True)
class _Declared:
    """One style as declared: font or face, mark (None: nothing is said of it), number format (likewise), parent."""

    font: str = ""
    mark: str | None = None
    number_format: str | None = None
    parent: str = ""


class Styles:
    """What the styles of a spreadsheet say of the text and the figures of its cells."""

    def __init__(self) -> None:
        self.old = self.marked = self.speaking = False
        self._faces: dict[str, str] = {}
        self._styles: dict[tuple[str, str], _Declared] = {}
        self._codes: dict[str, str] = {}
        self.look = cache(self._look)
        self.number_format = cache(self._number_format)

    @property
    def tell(self) -> bool:
        """Whether a font or a mark changes how some text is read."""
        return self.old or self.marked

    @property
    def matter(self) -> bool:
        """Whether it matters which style a cell has."""
        return self.old or self.marked or self.speaking

    def learn(self, content: bytes) -> None:
        """Take the faces and styles a part declares, content.xml after styles.xml; parsed only when one matters."""
        lowered = content.lower()
        self.old = self.old or any(name in lowered for name in _OLD_FONTS)
        self.marked = self.marked or _MARKING.search(content) is not None
        self.speaking = self.speaking or _SPEAKING.search(content) is not None
        if not self.matter:
            return
        body = content.find(b"<office:body")
        # The cells come after all styles; without them the part ends where its root does.
        head = content if body < 0 else content[:body] + b"</office:document-content>"
        try:
            root = fromstring(head)
        except ParseError:  # names are bound otherwise than is usual
            root = fromstring(content)
        self._codes |= _codes(root)
        for element in root.iter():
            if element.tag == _STYLE + "font-face":
                family = next((value for key, value in element.attrib.items() if key.endswith("font-family")), "")
                self._faces[element.get(_STYLE + "name", "")] = family.strip("'\"")
            elif element.tag in (_STYLE + "style", _STYLE + "default-style"):
                self._declare(element)

    def _declare(self, element: Element) -> None:
        properties = element.find(_STYLE + "text-properties")
        font, mark = "", None
        if properties is not None:
            mark = _mark_of(properties)
            font = properties.get(_STYLE + "font-name", "") or properties.get(_FO + "font-family", "")
        data_style = element.get(_STYLE + "data-style-name")
        declared = _Declared(
            font.strip("'\""),
            mark,
            None if data_style is None else self._codes.get(data_style, ""),
            element.get(_STYLE + "parent-style-name", ""),
        )
        family, name = element.get(_STYLE + "family", ""), element.get(_STYLE + "name", "")
        self._styles[family, name] = declared
        # Conditional formats name a style as people see it.
        self._styles.setdefault((family, element.get(_STYLE + "display-name", name)), declared)

    def _line(self, family: str, style: str) -> list[_Declared]:
        """A style, its parents, and the default of its family (the empty name)."""
        line: list[_Declared] = []
        seen: set[str] = set()
        style = style or (_PLAIN_CELL if family == CELL else "")
        while style not in seen and len(line) < _PARENTS:
            seen.add(style)
            declared = self._styles.get((family, style), _Declared())
            line.append(declared)
            style = declared.parent
        if "" not in seen:
            line.append(self._styles.get((family, ""), _Declared()))
        return line

    def _look(self, family: str, style: str) -> tuple[str, str | None]:
        """The font of a style, '' when none is named, and its mark, None when nothing is said of it."""
        line = self._line(family, style)
        font = next((declared.font for declared in line if declared.font), "")
        return self._faces.get(font, font), next((one.mark for one in line if one.mark is not None), None)

    def _number_format(self, style: str) -> str | None:
        """The number format of a cell style, "" where it does not speak, None where the style has none."""
        formats = (declared.number_format for declared in self._line(CELL, style)) if self.speaking else ()
        code = next((code for code in formats if code is not None), None)
        return code if code is None or speaks(code) else ""


def _mark_of(properties: Element) -> str | None:
    """GONE, RAISED, LOWERED; '' where a style says that its text is none of these; None where it says nothing."""
    lines = [properties.get(f"{_STYLE}text-line-through-{name}") for name in ("style", "type")]
    if any(line not in (None, "none") for line in lines) or properties.get(_TEXT + "display") == "none":
        return GONE
    position = properties.get(_STYLE + "text-position", "").split()[:1]
    if position:
        if position[0] in ("super", "sub"):
            return RAISED if position[0] == "super" else LOWERED
        height = position[0].rstrip("%")
        if height.strip("0.-"):
            return LOWERED if height.startswith("-") else RAISED
    return "" if position or any(lines) else None


def _codes(root: Element) -> dict[str, str]:
    """Name -> code of every number style of one part, with the sections its conditions name."""
    styles = {one.get(_STYLE + "name", ""): one for one in root.iter() if one.tag in _NUMBER_STYLES}
    codes: dict[str, str] = {}
    for name, style in styles.items():
        sections, conditions = [], []
        for choice in style.iter(_STYLE + "map"):
            found = _VALUE.fullmatch(choice.get(_STYLE + "condition", "").strip())
            other = styles.get(choice.get(_STYLE + "apply-style-name", ""))
            if found and other is not None:
                conditions.append(found[1].replace("!=", "<>") + found[2])
                sections.append(_section(other))
        if conditions not in _UNSAID:
            sections = [f"[{condition}]{section}" for condition, section in zip(conditions, sections)]
        if style.tag != _OF_TEXT:  # a style of texts may have sections for figures before its own
            sections.append(_section(style))
        codes[name] = ";".join(sections)
    return codes


def _section(style: Element) -> str:
    """One number style as one section of a code."""
    percent = style.tag == _NUMBER + "percentage-style"
    code = ""
    for part in style:
        if part.tag == _STYLE + "text-properties" and part.get(_FO + "color", "#000000") != "#000000":
            code = "[Red]" + code
        elif part.tag == _NUMBER + "number":
            code += _digits(part)
        elif part.tag == _NUMBER + "scientific-number":
            code += "0.00E+00"
        elif part.tag == _NUMBER + "fraction":
            code += "# ?/?"
        elif part.tag in (_NUMBER + "text", _NUMBER + "currency-symbol"):
            # A currency without a sign has the one of its country.
            text = "".join(part.itertext()) or ("¤" if part.tag == _NUMBER + "currency-symbol" else "")
            code += _quoted(text.replace("%", "") if percent else text)
    return code + "%" if percent else code


def _digits(number: Element) -> str:
    places = number.get(_NUMBER + "decimal-places", "0")
    code = "#,##0" if number.get(_NUMBER + "grouping") == "true" else "0"
    code += "." + "0" * min(int(places), 30) if places.isdigit() and int(places) else ""
    factor = number.get(_NUMBER + "display-factor", "1")
    if re.fullmatch(r"1(?:\.0*)?", factor) is None:  # whatever it is, the figure is shown as another one
        code += "," * max(1, factor.partition(".")[0].count("0") // 3)
    inside = number.findall(_NUMBER + "embedded-text")
    return code + "".join(_quoted("".join(text.itertext())) for text in inside)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '"\\""') + '"' if text else ""
