"""`zones backtest`: plant known errors in accepted submissions and see what finds them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, Format, FormatOption, RawFolder, WarehouseFolder, option
from flows.commands.judging import judged_until
from flows.commands.terminal import console, fail, print_json, print_table, progress, tell
from flows.steps.asked import existing_raw
from flows.texts import backtest as texts
from flows.texts import documents
from flows.texts.screen import options
from flows.texts.system_errors import reason_of

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("backtest")(backtest)


def backtest(
    each: Annotated[
        int,
        option(
            "-n",
            text=options.EACH,
            min=1,
            metavar="N",
        ),
    ] = 20,
    seed: Annotated[int, option("--seed", word=options.NUMBER_WORD, text=options.SEED)] = 1,
    worlds: Annotated[int, option("--worlds", text=options.WORLDS, min=0, metavar="N")] = 0,
    write: Annotated[Path | None, option("--write", word=options.FILE_WORD, text=options.WRITE)] = None,
    form: FormatOption = Format.text,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.backtest import backtest as trials
    from flows.backtest.detection_page import alarms, detection_page, kind_row, off_section, with_rivals
    from flows.backtest.off_figures import figures_put_off
    from flows.raw_folder.safe_writing import replace_file
    from flows.raw_folder.store import RawStore
    from schemas.reference import load_reference

    reference = load_reference()
    periods = RawStore(existing_raw(raw), reference.boards).periods()
    if not periods:
        fail(texts.NOTHING_ACCEPTED.fill(folder=raw), REFUSED)
    last = max(periods, key=lambda period: period.end)
    judged = judged_until(last, raw, warehouse, reference, refused=REFUSED)
    with progress(texts.PLANTING):
        test = trials.backtest(
            judged.frames.received.values(), judged.validation, judged.decisions, judged.context, reference, each, seed
        )
    if test is None:
        fail(texts.NOTHING_ACCEPTED.fill(folder=raw), REFUSED)
    tests, more = {"raw": test}, []
    if worlds:
        seeds = range(seed, seed + worlds)
        with progress(texts.PLANTING):
            for name, messy in (("tidy", False), ("messy", True)):
                tests[name] = trials.together(trials.of_worlds(messy, reference, each, seed, worlds))
            off = [one for own in seeds for one in figures_put_off(reference, own, trials.WORLDS_FROM)]
        more = off_section(off, seeds)
    if form is Format.json:
        from flows.steps.showing.report_json import backtest_as_json

        print_json(backtest_as_json(tests))
    else:
        rows = [(texts.KINDS[one.kind], *kind_row(one)[1:]) for one in test.results.values() if one.trials]
        print_table(texts.SCREEN_HEADINGS, rows, right=texts.SCREEN_HEADINGS[1:8], to=console())
        tell(alarms(test))
    if write is not None:
        asked = f" --worlds {worlds}" if worlds else ""
        command = f"zones backtest -n {each} --seed {seed}{asked} --write {write.as_posix()}"
        page = with_rivals(detection_page(tests, command, f"{raw.name}/", more), write)
        try:
            replace_file(write, page.encode())
        except OSError as error:
            fail(documents.NOT_WRITTEN.fill(file=write, why=reason_of(error)))
