"""A decision on a half-year's figures, written into raw/: the same from the shell and from a waiting run's form."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flows.publish.manifest import read_manifest
from flows.raw_folder.approved_figures import ApprovedFigures, write_approved_figures
from flows.raw_folder.decision_files import APPROVAL_COLUMNS, APPROVALS, APPROVED, append_decision
from flows.steps.approvals import altered_since_approval, figures_now
from flows.steps.judged import Judged, judge_raw
from flows.steps.running.request import RunRefused, RunRequest
from flows.steps.running.tables import guarded
from flows.texts import decisions as texts
from flows.texts.running import summary
from flows.validate.acceptance.finality import final_obstacles, open_obstacles
from flows.validate.judging import judge
from schemas.made_by import made_by
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference
from schemas.text import Text

# Below the warehouse, one folder a half-year: what waits for its approval.
PROPOSED = "proposed"


class NotDecided(Exception):
    """A decision may not be written; `obstacles` says everything that is in the way, `text` what may be done."""

    exit_code = 1

    def __init__(self, text: Text, obstacles: Sequence[Text] = ()) -> None:
        super().__init__("; ".join(said.en for said in (*obstacles, text)))
        self.text = text
        self.obstacles = tuple(obstacles)


def in_the_way(judged: Judged, period: Period, reference: Reference) -> tuple[Judged, tuple[Text, ...]]:
    """What keeps a period from being approved now, and everything judged as at this moment.

    Waivers must still hold at the moment of approval, which then is the latest one in raw/.
    """
    context = replace(judged.context, moment=max(judged.context.moment, datetime.now(VIETNAM)))
    frames = judged.every_version
    validation = judge(frames, reference, judged.decisions, context)
    problems = judged.raw.approval_problems.get(str(period), ())
    obstacles = (*problems, *open_obstacles(frames, validation, period, reference))
    return replace(judged, validation=validation), obstacles


# Parameters: what is decided, by whom, on what.
def decide(
    judged: Judged, period: Period, decision: str, approved_by: str, note: str, warehouse: Path, reference: Reference
) -> Text:
    """Write a line of approvals.csv about what raw/ holds of a period, and for an approval what it covers.

    Says where it stands, or that the last decision is this one already.

    Raises:
        NotDecided: a file has no receipt yet; for an approval: a board is missing or something is open.
        OSError: raw/ cannot be written to.
    """
    unwritten = [version.submission for version in judged.raw.until(period) if not version.receipted]
    if unwritten:
        raise NotDecided(texts.WITHOUT_RECEIPT.fill(file=unwritten[0], period=period))
    digest, last = judged.raw.release_inputs_sha256(period), judged.raw.last_decision(period)
    if (
        last is not None
        and last.decision == decision
        and str(period) not in altered_since_approval(judged, warehouse, reference, period)[0]
    ):
        return texts.ALREADY[decision].fill(period=period, who=last.approved_by, digest=digest)
    if decision == APPROVED:
        judged, obstacles = in_the_way(judged, period, reference)
        if obstacles:
            raise NotDecided(texts.NOT_YET.fill(period=period), obstacles)
        covered = ApprovedFigures(figures_now(judged, str(period), reference), made_by(reference.folder))
        write_approved_figures(judged.raw.root, str(period), digest, covered)
    path = judged.raw.root / str(period) / APPROVALS
    fields = {
        "release_inputs_sha256": digest,
        "decision": decision,
        "approved_by": approved_by.strip(),
        "at": datetime.now(VIETNAM).isoformat(timespec="seconds"),
        "note": note.strip(),
    }
    line = append_decision(path, APPROVAL_COLUMNS, fields)
    return texts.WRITTEN[decision].fill(period=period, file=path, line=line, digest=digest)


def proposed(request: RunRequest) -> RunRequest:
    """The run that builds what is to be approved, beside the releases."""
    folder = request.warehouse_folder / PROPOSED / request.period
    return replace(request, final=False, output=str(folder))


def awaits_approval(request: RunRequest, judged: Judged) -> bool:
    """Whether approval is all that is in the way of the final release a run is to make.

    Raises:
        RunRefused: something is lost, or nothing was received.
    """
    reference, period = request.load_reference(), request.half_year
    alterations, _ = altered_since_approval(judged, request.warehouse_folder, reference)
    guarded(request, judged, alterations)
    if not final_obstacles(judged.raw, judged.frames, judged.validation, period, reference, alterations):
        return False
    return not in_the_way(judged, period, reference)[1]


def decide_as_shown(request: RunRequest, decision: str, approved_by: str, note: str) -> Text:
    """Write down a decision on what `proposed` built, which is removed; says where it stands.

    Raises:
        RunRefused: the figures were refused, they are no longer those that were shown, or something is in the way.
        OSError: raw/ cannot be written to.
    """
    reference, period, folder = request.load_reference(), request.half_year, Path(proposed(request).output)
    judged = judge_raw(Path(request.raw), request.warehouse_folder, reference, period)
    shown, last = read_manifest(folder) or {}, judged.raw.last_decision(period)
    # Of two runs that waited for it the first has removed what was shown.
    decided = not folder.exists() and last is not None and last.decision == decision
    if not decided and shown.get("release_inputs_sha256") != judged.raw.release_inputs_sha256(period):
        raise RunRefused(summary.SHOWN_WERE_OTHERS.fill(period=period))
    try:
        said = decide(judged, period, decision, approved_by, note, request.warehouse_folder, reference)
    except NotDecided as error:
        raise RunRefused(error.text, error.obstacles) from None
    shutil.rmtree(folder, ignore_errors=True)
    if decision != APPROVED:
        raise RunRefused(summary.REFUSED.fill(period=period, who=approved_by, note=note))
    return said
