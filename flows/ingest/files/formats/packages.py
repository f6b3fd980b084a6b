"""Office packages (ECMA-376 part 2): which part is the main one, and where the parts it names lie.

Programs may call the parts what they like (`word/document2.xml`); the relations say which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast
from zipfile import ZipFile

from flows.ingest.files.limits import require_plain_xml, unpacked

_LARGEST_RELATIONS = 1_000_000
_Function = TypeVar("_Function", bound=Callable[..., Any])
_SMALL = 100_000  # bytes of a part that is remembered
# What a workbook calls a sheet and is no grid of cells, or is a program: never read.
NO_WORKSHEETS = frozenset(["chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"])


def small_once(function: _Function) -> _Function:
    """What a function says of a small part is remembered: files of one template have many parts in common."""
    known = lru_cache(maxsize=128)(function)

    @wraps(function)
    def of(content: bytes, *others: Any) -> Any:
        return known(content, *others) if len(content) < _SMALL else function(content, *others)

    vars(of).update(cache_clear=known.cache_clear, cache_parameters=known.cache_parameters)
    return cast(_Function, of)


def start_tags(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Start tags of a small part: name without prefix, attributes.

    Raises:
        UnreadableFile: unreadable_broken.
    """
    from xml.parsers import expat

    from flows.ingest.files.grids import UnreadableFile

    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    try:
        if content:
            parser.Parse(content, True)
    except expat.ExpatError:
        raise UnreadableFile("unreadable_broken") from None
    return found


def main_part(data: bytes, archive: ZipFile) -> str:
    """The lower-case name of the main part by the relations of the package, "" where they name none."""
    member = archive.NameToInfo.get("_rels/.rels")
    if member is None or member.file_size > _LARGEST_RELATIONS or member.flag_bits & 1:
        return ""
    content = unpacked(data, member)
    require_plain_xml(content)
    return _main_part(content)


@small_once
def _main_part(relations: bytes) -> str:
    for tag, attributes in start_tags(relations):
        if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            return attributes.get("Target", "").replace("\\", "/").lstrip("/").lower()
    return ""


def targets(part: str, relations: bytes) -> Mapping[str, tuple[str, str]]:
    """Relation id -> kind (the last word of its type) and lower-case part name; external targets are left out."""
    return _targets(relations, part)


def relations_of(part: str) -> str:
    """The name of the part that holds the relations of another: `xl/workbook.xml` has `xl/_rels/workbook.xml.rels`."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


@small_once
def _targets(relations: bytes, part: str) -> Mapping[str, tuple[str, str]]:
    folder = part.rpartition("/")[0]
    found: dict[str, tuple[str, str]] = {}
    for tag, attributes in start_tags(relations):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/").lower()
            whole = target.lstrip("/") if target.startswith("/") else _joined(folder, target)
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], whole)
    return found


def part_of(kind: str, known: Mapping[str, tuple[str, str]], parts: Mapping[str, bytes]) -> bytes:
    """The content of the part of a kind (`styles`) among `targets`, or of the part that bears its usual name."""
    named = next((part for sort, part in known.values() if sort == kind and part in parts), "")
    usual = named or next((part for part in parts if part.rpartition("/")[2].partition(".")[0] == kind.lower()), "")
    return parts.get(usual, b"")


def _joined(folder: str, target: str) -> str:
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def text_of(content: bytes) -> str:
    """The text of an element or an attribute as its bytes have it."""
    text = content.decode("utf-8", errors="replace")
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return text
