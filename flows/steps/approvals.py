"""What approvals cover: figures written down, found in the release that was approved, or those of now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.publish.current import release_folder, release_numbers
from flows.publish.manifest import read_manifest
from flows.raw_folder.approved_figures import ApprovedFigures, write_approved_figures
from flows.raw_folder.decision_files import APPROVED
from flows.raw_folder.decisions import Approval
from flows.raw_folder.snapshot import Snapshot
from flows.steps.judged import Judged
from flows.texts import release as texts
from flows.texts.system_errors import reason_of
from flows.transform.approved_figures import figures_of
from flows.transform.tables import figures_and_totals
from flows.validate.acceptance.alterations import altered, told_alterations
from schemas.made_by import made_by
from schemas.periods import Period
from schemas.reference import Reference
from schemas.text import Text


def approvals_in_force(judged: Judged) -> dict[str, Approval]:
    """Period -> the approval of exactly what raw/ holds of it, where that is the last decision on it."""
    last = {period: judged.raw.last_decision(period) for period in judged.raw.approved_as_is}
    return {period: approval for period, approval in sorted(last.items()) if approval is not None}


def figures_now(judged: Judged, period: str, reference: Reference) -> pl.DataFrame:
    """FIGURE_SCHEMA of a period as it would be published now."""
    observed, totals = figures_and_totals(judged.validation, judged.context.outside, reference)
    return figures_of(observed, totals, judged.validation.states, period)


def altered_since_approval(
    judged: Judged, warehouse: Path, reference: Reference, only: Period | None = None
) -> tuple[dict[str, Text], dict[str, pl.DataFrame]]:
    """Period -> what is no longer as approved, in words and as `altered` has it; periods as approved are not in it.

    An approval without written figures covers those of the release with its digest; where none is kept, those of now.
    """
    told, tables = {}, {}
    for period, approval in approvals_in_force(judged).items():
        if only is not None and period != str(only):
            continue
        digest = approval.release_inputs_sha256.lower()
        approved = judged.raw.approved.get((period, digest)) or _released(warehouse, period, digest)
        if approved is None:
            continue
        changed = altered(approved.figures, figures_now(judged, period, reference))
        if not changed.is_empty():
            tables[period] = changed
            told[period] = told_alterations(
                changed, approved, period, approval.approved_by, reference.units, reference.folder
            )
    return told, tables


def write_missing_figures(judged: Judged, warehouse: Path, reference: Reference) -> list[Text]:
    """Write down what approvals cover that have no such file yet; says where that was not possible."""
    said = []
    for period, approval in approvals_in_force(judged).items():
        digest = approval.release_inputs_sha256.lower()
        if (period, digest) in judged.raw.approved:
            continue
        covered = _released(warehouse, period, digest) or ApprovedFigures(
            figures_now(judged, period, reference), made_by(reference.folder)
        )
        try:
            write_approved_figures(judged.raw.root, period, digest, covered)
        except OSError as error:
            said.append(texts.APPROVED_NOT_WRITTEN.fill(period=period, reason=reason_of(error)))
    return said


def _released(warehouse: Path, period: str, digest: str) -> ApprovedFigures | None:
    """The figures of the release about a period that has this digest: the first final one, else the last."""
    found: dict[str, Path] = {}
    for number in release_numbers(warehouse):
        folder = release_folder(warehouse, number)
        manifest: Mapping[str, object] = read_manifest(folder) or {}
        if (manifest.get("period"), manifest.get("release_inputs_sha256")) == (period, digest):
            status = str(manifest.get("status"))
            found[status] = found.get("final", folder) if status == "final" else folder
    folder_found = found.get("final") or found.get("provisional")
    if folder_found is None:
        return None
    try:
        observed, totals, versions = (
            pl.read_parquet(folder_found / f"{name}.parquet")
            for name in ("observations", "bloc_summary", "submissions")
        )
        return ApprovedFigures(figures_of(observed, totals, versions, period), None)
    except (OSError, pl.exceptions.PolarsError):
        return None  # a release that is damaged, or of a time when tables were others


def provisional_again(raw: Snapshot, obstacles: Mapping[str, tuple[Text, ...]]) -> dict[str, Text]:
    """What is to be said of every period that was approved and is not final now: why.

    obstacles: period -> what is in the way of its being final.
    """
    return {
        period: texts.PROVISIONAL_AGAIN.fill(period=period, why=against[0])
        for period, against in sorted(obstacles.items())
        if against and any(approval.decision == APPROVED for approval in raw.approvals.get(period, ()))
    }


def with_last_final(again: Mapping[str, Text], warehouse: Path) -> list[Text]:
    """The same, each with the release in which the period still is final."""
    said = []
    for period, text in again.items():
        number = last_final_release(warehouse, period)
        kept = texts.LAST_FINAL.fill(number=number) if number else texts.NO_FINAL_KEPT
        said.append(texts.WITH_KEPT.fill(text=text, kept=kept))
    return said


def last_final_release(warehouse: Path, period: str) -> int | None:
    """The newest release in which a period is final."""
    for number in reversed(release_numbers(warehouse)):
        found = read_manifest(release_folder(warehouse, number)) or {}
        states = found.get("periods")
        if isinstance(states, list) and {"period": period, "status": "final"} in [
            {name: row.get(name) for name in ("period", "status")} for row in states
        ]:
            return number
    return None
