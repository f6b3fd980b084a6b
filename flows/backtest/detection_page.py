"""docs/detection.md: what back-testing found, as a page. The same back-test gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from flows.backtest.backtest import LEAST_HISTORY, Backtest, KindResult, Trial
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


def detection_page(test: Backtest, *, page: str, raw: str, each: int, seed: int) -> str:
    """The page in Markdown."""
    lines = [texts.PAGE_TITLE, ""]
    lines += [
        texts.PAGE_HOW.format(
            page=page, raw=raw, submissions=test.submissions, periods=test.periods, targets=test.targets,
            history=LEAST_HISTORY, each=each, seed=seed,
        ),
        "",
        texts.PAGE_KINDS,
        "",
    ]  # fmt: skip
    lines += _table(texts.PAGE_HEADINGS, (kind_row(result) for result in test.results.values() if result.trials))
    lines += ["", texts.PAGE_SHEETS, ""]
    by_sheet: dict[str, KindResult] = {}
    for result in test.results.values():
        for trial in result.trials:
            by_sheet.setdefault(trial.planted.sheet, KindResult(trial.planted.sheet)).trials.append(trial)
    lines += _table(
        texts.PAGE_SHEETS_HEADINGS,
        (
            (sheet, str(len(r.trials)), percent(r.share(lambda t: t.found)), percent(r.share(lambda t: t.in_cell)))
            for sheet, r in sorted(by_sheet.items())
        ),
    )
    lines += ["", texts.PAGE_ALARMS, "", alarms_text(test), "", texts.PAGE_MISSED, "", texts.PAGE_MISSED_TEXT]
    missed = [t for result in test.results.values() for t in result.trials if not t.found]
    if missed:
        lines += ["", texts.NOT_FOUND_EXAMPLES, ""]
        step = max(1, len(missed) // MISSES_SHOWN)
        for trial in missed[::step][:MISSES_SHOWN]:
            p = trial.planted
            what = texts.KINDS[p.kind].en
            if p.key is not None:
                what += f": {p.key.code} {p.key.sector} {p.key.measure}, {p.true_value:.10g} → {p.wrong_value:.10g}"
            else:
                what += f" ({p.sheet})"
            lines.append(f"- {what}")
    return "\n".join(lines) + "\n"
