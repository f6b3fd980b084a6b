"""What a shell completes arguments to: half-years, boards, codes and rules, each with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flows.texts.screen.language import said

Completion = Callable[[str], list[tuple[str, str]]]


def periods(incomplete: str) -> list[tuple[str, str]]:
    """Half-years of the calendar and of the folder raw/ here, the newest first."""
    from schemas.reference import load_reference

    calendar = {str(period): period.text_vi for period in load_reference().calendar}
    folders = {path.name: "" for path in Path("raw").glob("[0-9]*-H[12]")}
    return _beginning(incomplete, sorted((folders | calendar).items(), reverse=True))


def boards(incomplete: str) -> list[tuple[str, str]]:
    from schemas.reference import load_reference

    known = load_reference().boards
    return _beginning(incomplete, ((board.slug, board.name_vi) for board in known.rows if board.member))


def codes(incomplete: str) -> list[tuple[str, str]]:
    from schemas.reference import load_reference

    return _beginning(incomplete, ((line.code, said(line.label)) for line in load_reference().form.indicators))


def rules(incomplete: str) -> list[tuple[str, str]]:
    from schemas.reference import load_reference

    return _beginning(incomplete, ((name, rule.statement) for name, rule in load_reference().rules.items()))


def _beginning(incomplete: str, known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(word, about) for word, about in dict(known).items() if word.casefold().startswith(incomplete.casefold())]
