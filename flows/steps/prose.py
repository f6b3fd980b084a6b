"""The running text of a submission held against the figures of its own form: what `zones check` says of it beside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from flows.factcheck.factcheck import Checked, check_text
from flows.factcheck.release import Release, load_release
from flows.factcheck.text.document import Document, document_of
from flows.factcheck.text.grammar import load_grammar
from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.limits import Unusual, checked_members, unpacked
from flows.ingest.submission import ParsedSubmission
from flows.publish.current import current_number, release_folder
from schemas.reference import Reference

# Shorter running text is headings and signatures.
_LEAST = 80


def check_prose(
    path: Path, parsed: ParsedSubmission, of: tuple[str, str], warehouse: Path, reference: Reference
) -> list[tuple[Checked, Release]]:
    """Each running text of a file whose form was recognised, held against that form and the current release.

    Args:
        path: a docx, or a zip with documents in it; other files have no running text.
        parsed: what was read from the file.
        of: its board and period.
        warehouse: where the current release is, if there is one.

    A text that cannot be read says nothing: this is only ever said beside a submission's own findings.
    """
    board, period = of
    texts = list(_texts(path)) if board and period else []
    if not texts:
        return []
    number = current_number(warehouse)
    grammar = load_grammar()
    known = load_release(release_folder(warehouse, number), reference, grammar) if number is not None else None
    own = {
        (period, board, reference.form.by_code[value.code].key, value.sector, value.measure): value.value
        for value in parsed.values
        if value.value is not None and value.code in reference.form.by_code
    }
    values = (known.values if known else {}) | own
    release = Release(values, {}, known.late if known else frozenset(), reference, grammar)
    return [(check_text(text, release, period, board), release) for text in texts]


def _texts(path: Path) -> Iterator[Document]:
    try:
        data = path.read_bytes()
        with ZipFile(io.BytesIO(data)) as archive:
            members = checked_members(archive)
            if any(member.filename == "word/document.xml" for member in members):
                yield from _prose(path.name, data)
                return
            for member in members:
                if member.filename.lower().endswith(".docx"):
                    yield from _prose(member.filename, unpacked(data, member))
    except (OSError, BadZipFile, UnreadableFile, Unusual):
        return


def _prose(name: str, data: bytes) -> Iterator[Document]:
    """A document without its tables, which are the form."""
    try:
        document = document_of(name, data)
    except UnreadableFile:
        return
    lines = [line for line in document.text.split("\n") if "\t" not in line]
    text = "\n".join(lines)
    if len(text) >= _LEAST:
        yield Document(name, text)
