"""docs/detection.md: what back-testing found, as a page. The same back-test gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from flows.backtest.backtest import LEAST_HISTORY, Backtest, KindResult, Trial
from flows.backtest.off_figures import EARLY, EVERY, LATER, MERGED, OF_UNITS, PLANNED, RESULTS, Off
from flows.backtest.planting import Planted
from flows.texts import backtest as texts
from flows.texts.numbers import number_text
from schemas.text import Text

RULES_SHOWN = 4
MISSES_SHOWN = 12


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def kind_row(result: KindResult) -> tuple[str, ...]:
    """One line of the table: the kind, how many, the shares, and which rules found it how often."""

    def repairable(trial: Trial) -> bool:
        return trial.planted.key is not None and trial.planted.true_value is not None

    rules = ", ".join(f"{rule} ({count})" for rule, count in _often(result)[:RULES_SHOWN])
    return (
        texts.KINDS[result.kind].en,
        str(len(result.trials)),
        percent(result.share(lambda t: t.found)),
        percent(result.share(lambda t: t.rejected)),
        percent(result.share(lambda t: t.in_cell)),
        percent(result.share(lambda t: t.among_cells)),
        percent(result.share(lambda t: t.repair_rank == 1, repairable)),
        percent(result.share(lambda t: t.repair_rank in (1, 2), repairable)),
        rules,
    )


def _often(result: KindResult) -> list[tuple[str, int]]:
    return sorted(result.rules().items(), key=lambda item: (-item[1], item[0]))


def markdown_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    names = list(headings)
    lines = ["| " + " | ".join(names) + " |", "|" + "|".join(" --- " for _ in names) + "|"]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def alarms(test: Backtest) -> Text:
    """How often untouched submissions are asked about, in a sentence."""
    counted = {"submissions": test.submissions, "values": test.values, "errors": test.false_errors}
    shown = {name: number_text(count) for name, count in (counted | {"queries": test.false_queries}).items()}
    return texts.PAGE_ALARMS_TEXT.fill(**shown, rate=number_text(200 * test.false_queries / test.values, 2))


def _alarms_row(name: str, test: Backtest) -> tuple[str, ...]:
    """How often untouched submissions are asked about: a submission, and of a hundred values."""
    errors, queries = test.false_errors, test.false_queries
    rates = f"{queries / test.submissions:.2f}", f"{100 * queries / test.values:.2f} %"
    return (name, str(test.submissions), str(test.values), str(errors), str(queries), *rates)


def _side_by_side(kind: str, tests: Mapping[str, Backtest]) -> tuple[str, ...]:
    """One line of the table: of every ground what was found, in the cell, and repaired first; which rules, together."""
    cells = [texts.KINDS[kind].en]
    together = KindResult(kind)
    for test in tests.values():
        result = test.results[kind]
        together.trials.extend(result.trials)
        _, count, found, _, in_cell, _, first, *_ = kind_row(result)
        cells += [count, found, in_cell, first]
    return (*cells, kind_row(together)[-1])


def _shares(found: Sequence[bool]) -> str:
    return f"{100 * sum(found) / len(found):.0f} % ({len(found)})" if found else "–"


def _by_half_year(off: Sequence[Off]) -> Iterator[tuple[str, ...]]:
    """One line a slip of units and kind of line, one column a half-year of history."""
    early = [(str(at),) for at in EARLY]
    for slip in OF_UNITS:
        for group in EVERY:
            mine = [one for one in off if (one.slip, one.group) == (slip, group)]
            if mine:
                held = (*early, tuple(map(str, LATER)), (MERGED,))
                shares = (_shares([one.found for one in mine if one.history in histories]) for histories in held)
                yield (texts.OFF_SLIPS[slip].en, texts.OFF_GROUPS[group], *shares)


def _by_slip(off: Sequence[Off]) -> Iterator[tuple[str, ...]]:
    """One line a kind of lines, one column a slip, where there is history."""
    held = [one for one in off if one.history == str(LATER[-1])]
    every = [one for one in held if one.any_figure]
    alone = [one for one in held if not one.summed]
    parts = (
        every,
        [one for one in every if not one.summed],
        [one for one in alone if one.group in (PLANNED, RESULTS)],
        [one for one in alone if one.kind == "stock"],
    )
    for name, part in zip(texts.PAGE_COLUMNS_ROWS, parts, strict=False):
        yield (name, *(_shares([one.found for one in part if one.slip == slip]) for slip in texts.PROTOTYPE))
    yield (texts.PAGE_COLUMNS_ROWS[-1], *(f"{share} %" for share in texts.PROTOTYPE.values()))


def off_section(off: Sequence[Off], seeds: Sequence[int]) -> list[str]:
    """How often figures that are off are found: by half-years of history, and by how far off they are."""
    shown = f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else str(seeds[0])
    slips = (texts.OFF_SLIPS[slip].en for slip in texts.PROTOTYPE)
    return [
        texts.PAGE_EARLY, "", texts.PAGE_EARLY_TEXT.format(worlds=len(seeds), seeds=shown), "",
        *markdown_table(texts.PAGE_EARLY_HEADINGS, _by_half_year(off)),
        "", texts.PAGE_COLUMNS, "", texts.PAGE_COLUMNS_TEXT, "",
        *markdown_table(("Lines", *slips), _by_slip(off)), "",
    ]  # fmt: skip


def detection_page(tests: Mapping[str, Backtest], command: str, raw: str, more: Sequence[str] = ()) -> str:
    """The page in Markdown, of several grounds by name: what raw/ holds, and worlds where they were asked for.

    command: the one that writes it. raw: the folder, as the first of the grounds. more: lines of `off_section`.
    """
    first = next(iter(tests.values()))
    lines = [texts.PAGE_TITLE, ""]
    lines += [texts.PAGE_HOW.format(command=command, raw=raw, targets=first.targets, history=LEAST_HISTORY), ""]
    lines += [texts.PAGE_ALARMS, ""]
    lines += markdown_table(texts.PAGE_ALARMS_HEADINGS, (_alarms_row(name, test) for name, test in tests.items()))
    lines += ["", *more, texts.PAGE_KINDS, ""]
    of_ground = [f"{name}: {what}" for name in tests for what in texts.PAGE_OF_GROUND]
    headings = (texts.PAGE_HEADINGS[0], *of_ground, texts.PAGE_HEADINGS[-1])
    lines += markdown_table(headings, (_side_by_side(kind, tests) for kind in first.results))
    lines += ["", texts.PAGE_MISSED, "", texts.PAGE_MISSED_TEXT]
    missed = [t for test in tests.values() for result in test.results.values() for t in result.trials if not t.found]
    if missed:
        lines += ["", texts.NOT_FOUND_EXAMPLES, ""]
        step = max(1, len(missed) // MISSES_SHOWN)
        lines += [f"- {_example(trial.planted)}" for trial in missed[::step][:MISSES_SHOWN]]
    return "\n".join(lines) + "\n"


def with_rivals(page: str, path: Path) -> str:
    """The page with what `make rivals` wrote at the end of the one that is there."""
    there = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    _, mark, beside = there.partition(texts.RIVALS)
    return page + (f"\n{mark}{beside}" if mark else "")


def _example(planted: Planted) -> str:
    what, key = texts.KINDS[planted.kind].en, planted.key
    if key is None:
        return f"{what} ({planted.sheet})"
    return f"{what}: {key.code} {key.sector} {key.measure}, {planted.true_value:.10g} → {planted.wrong_value:.10g}"
