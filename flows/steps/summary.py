"""What a run made, and what is to be approved, as Markdown: for people who look at a run and not at a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.publish.changes.differences import differences
from flows.publish.current import current_number, release_folder
from flows.publish.manifest import read_manifest
from flows.publish.markdown import escaped, table
from flows.publish.pages import REPORT
from flows.publish.release_rows import FINDINGS_SHOWN, ReleaseRows, release_rows
from flows.raw_folder.decision_files import APPROVED
from flows.texts.running import summary as texts
from schemas.periods import Period
from schemas.reference import Reference
from schemas.tables import warehouse_tables
from schemas.text import Text

CHANGES_SHOWN = 15


def summary(folder: Path, period: Period, warehouse: Path, reference: Reference) -> str:
    """What a release says of its period: status, boards, totals with their doubts, what is open, and where it lies."""
    manifest = read_manifest(folder) or {}
    status = texts.STATUS.get(str(manifest.get("status")), texts.STATUS["provisional"])
    title = texts.TITLE.fill(period=period, number=manifest.get("release", "–"), status=status)
    return "\n\n".join([_heading(1, title), *_contents(folder, manifest, period, warehouse, reference)])


def proposal(folder: Path, period: Period, warehouse: Path, reference: Reference) -> str:
    """What is to be approved: what differs from the current release, then all that `summary` says."""
    manifest = read_manifest(folder) or {}
    parts = [_heading(1, texts.PROPOSED.fill(period=period)), *_changes(folder, warehouse, reference)]
    waived = manifest.get("waivers_in_force")
    parts.append(_both(texts.WAIVED.fill(count=len(waived) if isinstance(waived, list) else 0)))
    return "\n\n".join([*parts, *_contents(folder, manifest, period, warehouse, reference)])


def approval_of(manifest: Mapping[str, object]) -> Mapping[str, str] | None:
    """The approval by which a release is final, None where it is not."""
    made = manifest.get("approvals")
    own = manifest.get("period"), manifest.get("release_inputs_sha256")
    for one in reversed(made if isinstance(made, list) else []):
        if (one["period"], one["release_inputs_sha256"]) == own:
            return one if one["decision"] == APPROVED and manifest.get("status") == "final" else None
    return None


def _contents(
    folder: Path, manifest: Mapping[str, object], period: Period, warehouse: Path, reference: Reference
) -> Iterator[str]:
    rows = release_rows(folder, period, reference)
    yield _both(texts.COUNTED.fill(reported=rows.reported, expected=rows.expected, findings=len(rows.findings)))
    approval = approval_of(manifest)
    said = texts.APPROVED.fill(who=approval["approved_by"], at=approval["at"]) if approval else texts.NOT_APPROVED
    yield _both(said)
    again = manifest.get("provisional_again")
    for one in again if isinstance(again, list) else []:
        yield _both(Text(one["vi"], one["en"]))
    yield from (_heading(2, texts.STATES), table(rows.states))
    if rows.totals:
        yield from (_heading(2, texts.TOTALS), table(rows.totals))
    yield from _findings(rows)
    yield _heading(2, texts.FILES)
    documents = manifest.get("documents")
    names = sorted(documents) if isinstance(documents, dict) else []
    yield "\n".join(f"- {escaped(folder / name)}" for name in [REPORT, *(name for name in names if name != REPORT)])
    yield f"{_both(texts.LETTERS)}: {escaped(warehouse / 'outbox' / str(period))}"


def _findings(rows: ReleaseRows) -> Iterator[str]:
    yield _heading(2, texts.FINDINGS)
    yield table(rows.findings[:FINDINGS_SHOWN]) or _both(texts.NO_FINDINGS)
    if len(rows.findings) > FINDINGS_SHOWN:
        yield _both(texts.MORE.fill(count=len(rows.findings) - FINDINGS_SHOWN))


def _changes(folder: Path, warehouse: Path, reference: Reference) -> Iterator[str]:
    number = current_number(warehouse)
    if number is None:
        yield _both(texts.FIRST)
        return
    yield _heading(2, texts.CHANGES.fill(number=number))
    found = differences(release_folder(warehouse, number), folder, warehouse_tables(reference.form, reference.units))
    if not found:
        yield _both(texts.NO_CHANGES)
    for one in found:
        counts = {what: one.count(what) for what in ("added", "removed", "changed")}
        yield _both(texts.CHANGED.fill(table=one.table, **counts))
        if one.table == "bloc_summary" and not one.changes.is_empty():
            shown = one.changes.head(CHANGES_SHOWN).select("code", "sector", "column", "before", "after")
            yield table(shown.to_dicts())


def _both(text: Text) -> str:
    return f"{escaped(text.vi)} / {escaped(text.en)}"


def _heading(level: int, text: Text) -> str:
    return f"{'#' * level} {_both(text)}"
