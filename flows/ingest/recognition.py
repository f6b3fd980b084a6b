"""Whose file it is and of which period: cover, file name, folder and receipt, agreeing or asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from flows.ingest.submission import Cover, Problem
from flows.ingest.tables.cover import board_slugs, boards_by_code, parse_period_text
from flows.ingest.words.vocabulary import Vocabulary, vocabulary_of
from flows.texts.reading import SOURCES
from schemas.periods import Period, parse_period
from schemas.reference import Reference

# Which source is believed first. The cover comes last: what it says against the others is F03 and F04.
_ORDER = ("given", "receipt", "folder", "name", "cover")


@dataclass(frozen=True)
class Recognition:
    """Board slug and period (`2023-H1`, `2023`), "" when unknown.

    `problems` asks where sources disagree or none speaks; board and period are then still those of the first source
    in the order given, receipt, folder, file name, cover.
    """

    board: str
    period: str
    problems: tuple[Problem, ...]


def recognise(
    reference: Reference,
    *,
    cover: Cover | None = None,
    path: str | PurePath = "",
    receipt: tuple[str, str] | None = None,
    board: str = "",
    period: str = "",
) -> Recognition:
    """Bring together everything that says whose file this is.

    Args:
        cover: what the file says of itself.
        path: the file with its folders; folders named like a board or a period, and the name itself, speak.
        receipt: board and period the file was received for.
        board, period: given by a person; they settle the matter.
    """
    vocabulary = vocabulary_of(reference)
    path = PurePath(path)
    folders = path.parts[:-1]
    # Only the nearest two folders speak: raw/<period>/<board>/<file>.
    periods: dict[str, str] = {
        "given": period,
        "receipt": receipt[1] if receipt else "",
        "folder": next((found for part in folders[:-3:-1] if (found := _folder_period(part))), ""),
        "name": period_in_name(path.name),
        "cover": cover.period if cover else "",
    }
    periods = {source: found for source, found in periods.items() if found}
    chosen_period = _first(periods)
    when = parse_period(chosen_period) if chosen_period else None
    boards: dict[str, tuple[str, ...]] = {
        "given": (board,) if board else (),
        "receipt": (receipt[0],) if receipt and receipt[0] else (),
        "folder": tuple(part for part in folders[:-3:-1] if part in reference.boards.slugs),
        "name": boards_in_name(path.name, when, vocabulary),
        "cover": in_period(cover.board_slugs, when, reference) if cover else (),
    }
    boards = {source: slugs for source, slugs in boards.items() if slugs}
    chosen_board = _first({source: slugs[0] for source, slugs in boards.items() if len(slugs) == 1})
    problems = []
    if "given" not in boards:
        said = set(boards.values())
        if not said:
            problems.append(Problem("F03", "board_not_found", (), "Bia"))
        elif len(said) > 1 or len(next(iter(said))) > 1:
            found = _shown({source: ", ".join(slugs) for source, slugs in boards.items()})
            problems.append(Problem("F03", "board_sources_disagree", (), "Bia", found=found, expected=chosen_board))
    if "given" not in periods:
        if not periods:
            problems.append(Problem("F04", "period_not_found", (), "Bia"))
        elif len({*periods.values()}) > 1 and not _year_end(periods):
            found = _shown(periods)
            problems.append(Problem("F04", "period_sources_disagree", (), "Bia", found=found, expected=chosen_period))
    return Recognition(chosen_board, chosen_period, tuple(problems))


def _first(found: dict[str, str]) -> str:
    return next((found[source] for source in _ORDER if source in found), "")


def _shown(found: dict[str, str]) -> str:
    return "; ".join(f"{SOURCES[source].vi}: {found[source]}" for source in _ORDER if source in found)


def _year_end(periods: dict[str, str]) -> bool:
    """A cover that gives the whole year agrees with the year's second half."""
    others = {period for source, period in periods.items() if source != "cover"}
    return len(others) == 1 and next(iter(others)) == f"{periods.get('cover', '')}-H2"


def _folder_period(part: str) -> str:
    try:
        return str(parse_period(part))
    except ValueError:
        return ""


def period_in_name(name: str) -> str:
    """A half-year in a file name: `TDKCN_ha-nam_2023-H1.xlsx`, `BC 6T dau nam 2023.xls`."""
    return parse_period_text(PurePath(name).stem.replace("_", " ")) if name else ""


def boards_in_name(name: str, period: Period | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The boards a file name may mean: a slug, a name in any writing, else an official code, read by its date.

    A code belongs to different boards before and after a merger, so without a period it may mean several.
    """
    reference = vocabulary.reference
    stem = PurePath(name).stem.replace("_", " ")
    if not stem:
        return ()
    named = board_slugs(stem, vocabulary)
    if named:
        return in_period(named, period, reference)
    return boards_by_code(stem, period, vocabulary)


def in_period(slugs: Sequence[str], period: Period | None, reference: Reference) -> tuple[str, ...]:
    """Of boards of one name, those that existed in the period; all of them where none did."""
    if period is None:
        return tuple(slugs)
    existing = tuple(slug for slug in slugs if reference.boards.find(slug, period))
    return existing or tuple(slugs)
