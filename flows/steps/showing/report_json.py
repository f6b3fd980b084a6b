"""The report and the back-test as data: what `zones report` and `zones backtest --format json` print."""

from __future__ import annotations

from collections.abc import Mapping

from flows.backtest.backtest import Backtest, KindResult
from flows.report.model import Figure, Paragraph, Part, Piece, Report, Source, Table


def report_as_json(report: Report) -> dict[str, object]:
    """Every sentence and table with its figures, each with its doubts and its address; the sources by address."""
    return {
        "period": report.period,
        "language": report.language,
        "title": report.title,
        "about": report.about,
        "provisional": report.provisional,
        "as_of": report.as_of,
        "parts": [_part(one) for one in report.parts],
        "annexes": [_part(one) for one in report.annexes],
        "sources": {str(address): _source(source) for address, source in report.sources.items()},
    }


def _part(part: Part) -> dict[str, object]:
    charted = [chart.table for chart in part.charts]
    return {
        "name": part.name,
        "heading": part.heading,
        "paragraphs": [_paragraph(one) for one in part.paragraphs],
        "tables": [_table(one) for one in (*charted, *part.tables)],
        "parts": [_part(one) for one in part.parts],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, object]:
    pieces = [piece for sentence in paragraph.sentences for piece in sentence.pieces]
    figures = [_figure(piece) for piece in pieces if isinstance(piece, Figure)]
    return {"kind": paragraph.kind, "text": str(paragraph), "figures": figures}


def _table(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "title": table.title,
        "heads": list(table.heads),
        "rows": [[_cell(piece) for piece in row] for row in table.rows],
        "notes": [_paragraph(one) for one in table.notes],
    }


def _cell(piece: Piece) -> dict[str, object] | str:
    return _figure(piece) if isinstance(piece, Figure) else piece


def _figure(figure: Figure) -> dict[str, object]:
    named = {"text": figure.text, "value": figure.value, "unit": figure.unit, "address": str(figure.address)}
    return named | dict(vars(figure.doubt))


def _source(source: Source) -> dict[str, object]:
    return {
        "number": source.number,
        "label": source.label,
        "text": source.text,
        "how": source.how,
        "inputs": list(map(str, source.inputs)),
        "cells": [{**vars(cell), "questions": list(cell.questions)} for cell in source.cells],
        "rules": [rule for rule, _ in source.rules],
    }


def backtest_as_json(tests: Mapping[str, Backtest]) -> list[dict[str, object]]:
    """One object a ground (raw, and with --worlds tidy and messy): what was planted, and how much of it was found."""
    return [
        {
            "ground": name,
            "submissions": test.submissions,
            "periods": test.periods,
            "values": test.values,
            "false_errors": test.false_errors,
            "false_queries": test.false_queries,
            "kinds": [_kind(result) for result in test.results.values() if result.trials],
        }
        for name, test in tests.items()
    ]


def _kind(result: KindResult) -> dict[str, object]:
    trials = result.trials
    return {
        "kind": result.kind,
        "planted": len(trials),
        "found": sum(one.found for one in trials),
        "rejected": sum(one.rejected for one in trials),
        "in_cell": sum(one.in_cell for one in trials),
        "among_cells": sum(one.among_cells for one in trials),
        "repair_first": sum(one.repair_rank == 1 for one in trials),
        "repair_second": sum(one.repair_rank == 2 for one in trials),
        "rules": dict(sorted(result.rules().items())),
    }
