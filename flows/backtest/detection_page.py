"""docs/detection.md: what back-testing found, as a page. The same back-test gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.backtest.backtest import LEAST_HISTORY, Backtest, KindResult, Trial
from flows.backtest.planting import Planted
from flows.texts import backtest as texts

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


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    names = list(headings)
    lines = ["| " + " | ".join(names) + " |", "|" + "|".join(" --- " for _ in names) + "|"]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def alarms_text(test: Backtest) -> str:
    rate = f"{200 * test.false_queries / test.values:.2f}"
    return texts.PAGE_ALARMS_TEXT.format(
        submissions=test.submissions,
        values=test.values,
        errors=test.false_errors,
        queries=test.false_queries,
        rate=rate,
    )


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


def detection_page(tests: Mapping[str, Backtest], command: str, raw: str) -> str:
    """The page in Markdown, of several grounds by name: what raw/ holds, and worlds where they were asked for.

    command: the one that writes it. raw: the folder, as the first of the grounds.
    """
    first = next(iter(tests.values()))
    lines = [texts.PAGE_TITLE, ""]
    lines += [texts.PAGE_HOW.format(command=command, raw=raw, targets=first.targets, history=LEAST_HISTORY), ""]
    lines += [texts.PAGE_ALARMS, ""]
    lines += _table(texts.PAGE_ALARMS_HEADINGS, (_alarms_row(name, test) for name, test in tests.items()))
    lines += ["", texts.PAGE_KINDS, ""]
    of_ground = [f"{name}: {what}" for name in tests for what in texts.PAGE_OF_GROUND]
    headings = (texts.PAGE_HEADINGS[0], *of_ground, texts.PAGE_HEADINGS[-1])
    lines += _table(headings, (_side_by_side(kind, tests) for kind in first.results))
    lines += ["", texts.PAGE_MISSED, "", texts.PAGE_MISSED_TEXT]
    missed = [t for test in tests.values() for result in test.results.values() for t in result.trials if not t.found]
    if missed:
        lines += ["", texts.NOT_FOUND_EXAMPLES, ""]
        step = max(1, len(missed) // MISSES_SHOWN)
        lines += [f"- {_example(trial.planted)}" for trial in missed[::step][:MISSES_SHOWN]]
    return "\n".join(lines) + "\n"


def _example(planted: Planted) -> str:
    what, key = texts.KINDS[planted.kind].en, planted.key
    if key is None:
        return f"{what} ({planted.sheet})"
    return f"{what}: {key.code} {key.sector} {key.measure}, {planted.true_value:.10g} → {planted.wrong_value:.10g}"
