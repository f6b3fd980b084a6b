"""zip: one or several files that together are one submission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zipfile import ZipFile

from flows.ingest.files.grids import Grid, UnreadableFile, Workbook
from flows.ingest.files.limits import UNPACKED_BYTES, checked_members, unpacked
from flows.ingest.submission import Note

_LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
# A scan sent along with the figures is no obstacle; a broken or hostile member is.
_BESIDE = {
    "unreadable_pdf",
    "unreadable_image",
    "unreadable_old_word",
    "unreadable_empty",
    "unreadable_unknown",
    "unreadable_mail",
    "unreadable_json",
    "unreadable_apple",
}


def read(data: bytes, archive: ZipFile, open_member: Callable[[bytes], Workbook]) -> Workbook:
    """The grids of every accepted file in a zip, each marked with its `member`; `open_member` reads one.

    Raises:
        UnreadableFile: when a member is broken or hostile, is itself a zip, or none is an accepted file.
    """
    grids: list[Grid] = []
    paragraphs: list[str] = []
    notes: list[Note] = []
    seen: dict[bytes, str] = {}
    budget = UNPACKED_BYTES
    refused: UnreadableFile | None = None
    for member in checked_members(archive):
        name = member.filename
        base = name.rpartition("/")[2].lower()
        if name.endswith("/") or name.lower().startswith(_LITTER) or base in _LITTER or base.startswith(("~$", "._")):
            continue
        content = unpacked(data, member, budget)
        budget -= len(content)
        if first := seen.get(content):
            notes.append(Note("same_file", (name, first)))
            continue
        seen[content] = name
        try:
            workbook = open_member(content)
        except UnreadableFile as problem:
            problem.details.setdefault("member", name)
            if problem.reason not in _BESIDE:
                raise
            refused = refused or problem
            notes.append(Note("not_read", (name,)))
            continue
        grids.extend(replace(grid, member=name) for grid in workbook.grids)
        paragraphs.extend(workbook.paragraphs)
        notes.extend(workbook.notes)
    if not grids:
        raise refused or UnreadableFile("unreadable_empty_zip")
    return Workbook("zip", tuple(grids), tuple(paragraphs), tuple(notes))
