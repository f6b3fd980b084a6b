"""`zones receive`: file submissions into raw/ with their receipts."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, RawFolder, argument, option
from flows.commands.terminal import BAD_INPUT, fail, progress, remark, tell, warn
from flows.steps.asked import existing_raw, moment_named, period_named, slug_named
from flows.texts import commands as texts
from flows.texts.screen import options

if TYPE_CHECKING:
    from flows.raw_folder.store import RawStore

NOT_FILED = 1


def register(app: typer.Typer) -> None:
    app.command("receive")(receive)


# Parameters: one an argument or option of the command.
# Long: one file after another; # Parameters: the options of the command.
def receive(
    files: Annotated[list[Path] | None, argument(options.FILE_WORD, options.RECEIVED_FILES, "{}...")] = None,
    board: Annotated[str | None, option("--board", word=options.BOARD_WORD, text=options.FROM_BOARD)] = None,
    period: Annotated[str | None, option("--period", word=options.PERIOD_WORD, text=options.FROM_PERIOD)] = None,
    sender: Annotated[str, option("--from", word=options.WHO_WORD, text=options.SENDER)] = "",
    note: Annotated[str, option("--note", word=options.TEXT_WORD, text=options.NOTE)] = "",
    at: Annotated[str | None, option("--at", word=options.MOMENT_WORD, text=options.AT)] = None,
    nil: Annotated[bool, option("--nil", text=options.NIL)] = False,
    correct_moment: Annotated[bool, option("--correct-moment", text=options.CORRECT_MOMENT)] = False,
    raw: RawFolder = RAW,
) -> None:
    from flows.ingest.filing import correct_moment as write_moment
    from flows.ingest.filing import receive as file_submission
    from flows.ingest.filing import receive_nil
    from flows.ingest.inbox import whose
    from flows.raw_folder.store import RawStore
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    asked_period = period_named(period) if period else None
    asked_board = slug_named(board, asked_period, reference.boards) if board else None
    now = datetime.now(VIETNAM)
    moment = moment_named(at) or now
    if moment > now and moment.date() == now.date():
        moment = now  # a date alone means its end, which today is still to come
    if correct_moment and (at is None or nil):
        fail(texts.CORRECT_MOMENT_NEEDS)
    store = RawStore(existing_raw(raw), reference.boards)
    approved = approved_periods(store)
    if nil:
        if files or asked_board is None or asked_period is None:
            fail(texts.NIL_NEEDS)
        receipt = receive_nil(store, asked_board, asked_period, received_at=moment, received_from=sender)
        tell(texts.NIL_FILED.fill(board=receipt.board, period=receipt.period))
        tell_reopened(approved, store)
        return
    if not files:
        fail(texts.NOTHING_TO_RECEIVE)
    code = 0
    for path in files:
        if not path.is_file():
            remark(texts.NO_FILE.fill(file=path))
            code = BAD_INPUT
            continue
        data = path.read_bytes()
        slug, half = asked_board or "", asked_period
        if not slug or half is None:
            with progress(texts.CHECKING.fill(file=path.name)):
                found_board, found_period = whose(data, path.name, reference)
            slug, half = slug or found_board, half or found_period
        if not slug or half is None:
            remark(texts.WHOSE_IS_IT.fill(file=path))
            code = code or NOT_FILED
            continue
        if correct_moment:
            tell(write_moment(store, hashlib.sha256(data).hexdigest(), path.name, slug, half, moment))
            continue
        # The file's date must not matter, only when it came in: the moment is asked for or now.
        filed = file_submission(store, data, path.name, slug, half, received_at=moment, received_from=sender, note=note)
        tell(filed.text)
    tell_reopened(approved, store)
    raise typer.Exit(code)


def approved_periods(store: RawStore) -> frozenset[str]:
    """The periods that are approved as they are; nothing is read where nobody ever approved anything."""
    approved = any(store.root.glob("*/approvals.csv"))
    return store.as_of().approved_as_is if approved else frozenset()


def tell_reopened(approved: frozenset[str], store: RawStore) -> None:
    """Say loudly of which approved periods what came changes what was approved."""
    for period in sorted(approved - approved_periods(store)):
        warn(texts.APPROVAL_NO_LONGER_FITS.fill(period=period))
