"""What a file says of itself: board, period, report number and form version, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from flows.ingest.files.grids import Workbook, address
from flows.ingest.submission import Cover, Place
from flows.ingest.words.languages import in_one_language
from flows.ingest.words.vocabulary import Vocabulary
from schemas.facts.boards import Boards
from schemas.facts.words import either, either_folded, folded_words, office_words
from schemas.folding import fold, fold_words, normalise
from schemas.periods import YEAR, Period, parse_period

_ROWS = 40  # rows of a grid that may be its cover
_LINES = 80  # paragraphs that may be a cover
_PARENTHESES = re.compile(r"\([^)]*\)")
_CODE = re.compile(rf"\b{either_folded('board_code')} ?(\d\d)\b")
_BARE_CODE = re.compile(r"\d\d")
_REGION = re.compile(r"\bvn (\d\d|[a-z]{2})\b")
PROVINCE_LINE, BOARD_LINE = (tuple(map(fold_words, office_words("letterhead", of))) for of in ("province", "board"))
_FORM_LINE = folded_words("form_version")
_SAYS_DAY = re.compile(either("date", "day"), re.IGNORECASE)


def read_cover(workbook: Workbook, vocabulary: Vocabulary, table_rows: dict[int, int]) -> Cover:
    """Read the cover from the rows above the first table of each grid, and from paragraphs outside tables.

    Args:
        table_rows: grid index -> heading row of its first table; a grid that is not in it has no table.

    A line such as `Đơn vị báo cáo: ...` counts before a letterhead, a cover sheet before a table's caption.
    """
    cover = Cover()
    fallback = Cover()
    province: tuple[str, ...] = ()
    for text, place, following, own_sheet in _lines(workbook, table_rows):
        if not own_sheet and cover.board_text and cover.period_text:
            break  # captions of tables add nothing to a cover
        words, colon, rest = text.partition(":")
        kind = kind_of(words, vocabulary) if colon else None
        value, value_place = (rest.strip(), place) if rest.strip() or following is None else following
        if kind is None and not colon:
            kind = kind_of(text, vocabulary) if following else None
            if following:
                value, value_place = following
        if kind == "board" and not cover.board_text and value:
            slugs = board_slugs(value, vocabulary)
            cover = replace(cover, board_text=value, board_slugs=slugs, board_place=value_place)
        elif kind == "period" and value:
            if own_sheet and not cover.period_text:
                cover = replace(cover, period_text=value, period=parse_period_text(value), period_place=value_place)
            elif not fallback.period_text:
                period = parse_period_text(value)
                fallback = replace(fallback, period_text=value, period=period, period_place=value_place)
        elif kind == "report_number" and not cover.report_number and any(c.isdigit() for c in value):
            cover = replace(cover, report_number=value)
        elif (
            not cover.form_version
            and fold(text).startswith(_FORM_LINE)
            and any(c.isdigit() for c in text)
            and len(text) < 60
        ):
            cover = replace(cover, form_version=normalise(text))
        elif not fallback.board_text and (words_of := fold_words(text)).startswith((*BOARD_LINE, *PROVINCE_LINE)):
            slugs = board_slugs(text, vocabulary)
            if words_of.startswith(PROVINCE_LINE) and not any(line in words_of for line in BOARD_LINE):
                province = slugs  # whose board it is may stand on the next line
            elif slugs or province:
                fallback = replace(fallback, board_text=text, board_slugs=slugs or province, board_place=place)
        if not fallback.period_text and kind is None and len(text) < 120:
            dated = any(map(str.isdigit, text)) and not _SAYS_DAY.search(text)
            period = parse_period_text(text) if dated else ""
            if period:
                fallback = replace(fallback, period_text=text, period=period, period_place=place)
    cover = _with(cover, fallback)
    if cover.board_text and not cover.board_slugs:
        when = parse_period(cover.period) if cover.period else None
        cover = replace(cover, board_slugs=boards_by_code(cover.board_text, when, vocabulary))
    return cover


def _with(cover: Cover, fallback: Cover) -> Cover:
    """A cover, and where it does not name the board or the period what other texts say of them."""
    if not cover.board_text:
        cover = replace(
            cover, board_text=fallback.board_text, board_slugs=fallback.board_slugs, board_place=fallback.board_place
        )
    if not cover.period_text:
        cover = replace(
            cover, period_text=fallback.period_text, period=fallback.period, period_place=fallback.period_place
        )
    return cover


def kind_of(words: str, vocabulary: Vocabulary) -> str | None:
    """What a line of a cover tells, by the words before its colon: `Kỳ báo cáo / Reporting period`."""
    known = vocabulary.cover
    return known.get(fold(words)) or next(
        (known[fold(own)] for own, _ in in_one_language(words) if fold(own) in known), None
    )


def _lines(
    workbook: Workbook, table_rows: dict[int, int]
) -> Iterator[tuple[str, Place, tuple[str, Place] | None, bool]]:
    """Texts of possible covers: text, place, the text in the next filled cell, and whether it stands before tables.

    Sheets without a table come first: the cover is one of them wherever it stands in the file.
    """
    if not workbook.format.startswith("xls"):
        yield from _paragraphs(workbook)
    order = sorted(range(len(workbook.grids)), key=lambda index: (index in table_rows, workbook.grids[index].hidden))
    first_with_table = min(table_rows, default=-1)
    for index in order:
        grid = workbook.grids[index]
        end = table_rows.get(index, min(len(grid.rows), _ROWS))
        before_tables = index not in table_rows or (index == first_with_table and end > 6)
        for row_number, row in enumerate(grid.rows[:end]):
            filled = [(c, cell) for c, cell in enumerate(row) if isinstance(cell, str) and cell.strip(" :\n\t\xa0")]
            for position, (column, text) in enumerate(filled):
                following = None
                if position + 1 < len(filled):
                    next_column, next_text = filled[position + 1]
                    following = (next_text.strip(), Place(grid.sheet, address(row_number, next_column)))
                place = Place(grid.sheet, address(row_number, column))
                if "\n" in text and ":" in text:
                    for line in filter(str.strip, text.split("\n")):
                        yield normalise(line), place, None, before_tables
                else:
                    yield normalise(text), place, following, before_tables
    if workbook.format.startswith("xls"):  # page headers of a workbook, which nobody sees who fills it in
        yield from _paragraphs(workbook)


def _paragraphs(workbook: Workbook) -> Iterator[tuple[str, Place, tuple[str, Place] | None, bool]]:
    for number, paragraph in enumerate(workbook.paragraphs[:_LINES], start=1):
        place = Place(f"paragraph {number}", "")
        parts = [part for part in map(str.strip, re.split(r"[\t\n]", paragraph)) if part.strip(" :")]
        for part, following in zip(parts, [*parts[1:], ""]):
            yield part, place, (following, place) if following else None, True


@lru_cache(maxsize=4096)
def board_slugs(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every board whose name stands in a text, in any case, with or without accents; several when it names several.

    What stands in parentheses (`sáp nhập Hà Nam, Nam Định`) explains and is left out when a name stands outside.
    """
    alias = vocabulary.board_aliases.get(fold(text))
    if alias:
        return (alias,)
    boards = vocabulary.reference.boards
    outside = _PARENTHESES.sub(" ", text)
    return _named(outside, boards, vocabulary) or _named(text, boards, vocabulary)


def boards_by_code(text: str, period: Period | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The boards whose official code (`35`, `mã 35`, `VN-63`) a text gives, read by its date.

    A code belongs to different boards before and after a merger, so without a period it may mean several.
    """
    words = fold_words(text)
    codes = {words} if _BARE_CODE.fullmatch(words) else set(_CODE.findall(words))
    regions = {f"VN-{match.upper()}" for match in _REGION.findall(words)}
    slugs = dict.fromkeys(
        board.slug
        for board in vocabulary.reference.boards.rows
        if (board.gso_code in codes or board.iso_3166_2 in regions) and (period is None or board.valid_in(period))
    )
    return tuple(slugs)


def _named(text: str, boards: Boards, vocabulary: Vocabulary) -> tuple[str, ...]:
    words = f" {fold_words(text)} "
    joined = set(words.split())
    found = dict.fromkeys(
        slug
        for slug, name, name_joined, slug_in_words in boards.spellings
        if name in words or name_joined in joined or slug_in_words in words
    )
    if not found:
        found = dict.fromkeys(slug for alias, slug in vocabulary.board_aliases.items() if alias in joined)
    return tuple(found)


_SOME_YEAR = re.compile(rf"{YEAR}")
_ROMAN = {"i": 1, "ii": 2, "1": 1, "2": 2}
_SIX, _HALF = (
    f"{either_folded('half_year', 'six')} ?{either_folded('half_year', 'months')}",
    either_folded("half_year", "half"),
)
_FIRST, _SECOND = either_folded("half_year", "first"), either_folded("half_year", "second")
_OF, _TO = either_folded("half_year", "of"), either_folded("half_year", "until")
_DAY, _MONTH, _IN = (either_folded("date", of) for of in ("day", "month", "year"))
_WHOLE = either_folded("half_year", "whole")
_SECONDS = folded_words("half_year", "second", "second_of")
_HALF_WORDS = re.compile(rf"\b{_SIX} ?(?:({_FIRST}|{_SECOND}) )?(?:{_OF} )?(?:{_IN} )?({YEAR})\b")
_BOTH_HALVES = re.compile(
    rf"\b{_FIRST} {_IN} (?:{YEAR} )?{either_folded('half_year', 'joined')} (?:\w+ ){{0,2}}{_SECOND} {_IN}\b"
)
_HALF_OF = re.compile(rf"\b{_HALF} ({_FIRST}|{_SECOND}) {_IN} ({YEAR})\b")
_HALF_NAMED = re.compile(rf"\b(?:{_SIX}|{_HALF}) ({_FIRST}|{_SECOND})\b(?: {_OF})?(?: {_IN})?(?: ({YEAR}))?")
_PLANS = re.compile(rf"\b{either_folded('plans')}\b")
_ANY_YEAR = re.compile(rf"\b{YEAR}\b")
_H_TWICE = re.compile(r"\bh ?1\b.*\bh ?2\b|\bh ?2\b.*\bh ?1\b")
_H_BEFORE = re.compile(rf"\b(?:h ?([12])|([12]) ?h) ?(?:{_IN} )?({YEAR})\b")
_H_AFTER = re.compile(rf"\b({YEAR}) ?h ?([12])\b")
_HALF_ENGLISH = re.compile(
    rf"\b({either_folded('half_year', 'first_of', 'second_of')}) "
    rf"{either_folded('half_year', 'half_of')} (?:{_OF} )?({YEAR})\b"
)
_HALF_NUMBER = re.compile(rf"\b{either_folded('half_year', 'numbered')} (i|ii|1|2) (?:{_IN} )?({YEAR})\b")
_REPORT, _ALL, _YEAR = (either_folded("year", of) for of in ("of_report", "whole", "name"))
_YEAR_WORDS = re.compile(rf"^(?:{_REPORT} )?(?:{_ALL} )?{_YEAR} ({YEAR})$|^({YEAR})$")
_DATE_IN_WORDS = re.compile(rf"\b(\d{{1,2}}) {_MONTH} (\d{{1,2}}) {_IN} ({YEAR})\b")
_MONTHS = re.compile(rf"\b{_MONTH} 0?(1|7) (?:{_TO} )?(?:{_WHOLE} )?{_MONTH} 0?(6|12) (?:{_IN} )?({YEAR})\b")
_DATES = re.compile(rf"\b(\d{{1,2}}) (\d{{1,2}}) ({YEAR})\b.*?\b(\d{{1,2}}) (\d{{1,2}}) ({YEAR})\b")


@lru_cache(maxsize=4096)
def parse_period_text(text: str) -> str:
    """`6 tháng đầu năm 2023`, `6T/2023`, `H1 2023`, `01/01/2023 - 30/06/2023`, `năm 2023`: `2023-H1` or `2023`.

    Empty when the words are not those of a half-year or a year; a quarter is neither.
    """
    words = fold_words(text)
    if not _SOME_YEAR.search(words):
        return ""
    words = _reported(_DATE_IN_WORDS.sub(r"\1 \2 \3", words))
    if _BOTH_HALVES.search(words) or _H_TWICE.search(words) or len(_halves(words)) > 1:
        return ""
    match = _HALF_WORDS.search(words)
    if match:
        # `6 tháng năm 2023` without more is said of the first six months.
        return f"{match[2]}-H{2 if match[1] in _SECONDS else 1}"
    if match := _HALF_OF.search(words):
        return f"{match[2]}-H{2 if match[1] in _SECONDS else 1}"
    if match := _H_BEFORE.search(words):
        return f"{match[3]}-H{match[1] or match[2]}"
    if match := _H_AFTER.search(words):
        return f"{match[1]}-H{match[2]}"
    if match := _HALF_ENGLISH.search(words):
        return f"{match[2]}-H{2 if match[1] in _SECONDS else 1}"
    if match := _HALF_NUMBER.search(words):
        return f"{match[2]}-H{_ROMAN[match[1]]}"
    if match := _DATES.search(words):
        day, month, year, last_day, last_month, last_year = map(int, match.groups())
        if (day, month, last_day, last_month) in ((1, 1, 30, 6),) and year == last_year:
            return f"{year}-H1"
        if (day, month, last_day, last_month) == (1, 7, 31, 12) and year == last_year:
            return f"{year}-H2"
        if (day, month, last_day, last_month) == (1, 1, 31, 12) and year == last_year:
            return str(year)
        if (day, month, last_day, last_month) == (15, 12, 14, 6) and year + 1 == last_year:
            return f"{last_year}-H1"
        if (day, month, last_day, last_month) == (15, 6, 14, 12) and year == last_year:
            return f"{year}-H2"
        return ""
    if match := _MONTHS.search(words):
        return {"1-6": f"{match[3]}-H1", "7-12": f"{match[3]}-H2", "1-12": match[3]}.get(f"{match[1]}-{match[2]}", "")
    if match := _YEAR_WORDS.match(words):
        return match[1] or match[2]
    return ""


def _halves(words: str) -> set[tuple[str, str]]:
    """Every half-year that folded words name in full; halves without a year of their own are of the others' year."""
    named = [(match[1], match[2] or "") for match in _HALF_NAMED.finditer(words)]
    years = {year for _, year in named if year}
    return {(half, year or (next(iter(years)) if len(years) == 1 else "")) for half, year in named}


def _reported(words: str) -> str:
    """The words without what they say of plans: `kết quả 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2023`."""
    plans = _PLANS.search(words)
    before = words[: plans.start()] if plans else ""
    if not plans or not _HALF_NAMED.search(before):
        return words
    years = set(_ANY_YEAR.findall(words))
    return before if _ANY_YEAR.search(before) or len(years) != 1 else f"{before.strip()} {next(iter(years))}"
