"""What people call periods, boards, indicators, rules and days, understood; with the nearest name where it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from flows.texts import commands as texts
from flows.texts.documents import NO_SUCH_LIST, NO_SUCH_RULE
from flows.texts.screen.suggestions import did_you_mean
from schemas.facts.boards import Board, Boards
from schemas.folding import fold, fold_words
from schemas.form import Form, Indicator
from schemas.periods import Period, parse_moment, parse_period
from schemas.reference import Reference
from schemas.rules import Rule
from schemas.text import Text

# 2023H1, 2023 h1, h1/2023, 2023-1
_NEARLY = re.compile(
    r"(?P<year>\d{4})[\s\-_/.]*h?(?P<half>[12])|h?(?P<half_first>[12])[\s\-_/.]*(?P<year_last>\d{4})", re.IGNORECASE
)


class NotUnderstood(Exception):
    """A word names nothing there is; `text` says what was found, what there is, and the nearest of it."""

    def __init__(self, text: Text, *more: Text) -> None:
        self.text = Text(*(" ".join(words) for words in zip(text, *more, strict=True)))
        super().__init__(self.text.en)


def period_named(text: str) -> Period:
    """The period written as `text`.

    Raises:
        NotUnderstood: it is none.
    """
    try:
        return parse_period(text)
    except ValueError:
        near = _NEARLY.fullmatch(text.strip())
        known = [f"{near['year'] or near['year_last']}-H{near['half'] or near['half_first']}"] if near else []
        raise NotUnderstood(
            texts.UNKNOWN_PERIOD.fill(found=text), *did_you_mean(known[0] if known else text, known)
        ) from None


def moment_named(text: str | None) -> datetime | None:
    """The moment written as `text`; a date means its end in Asia/Ho_Chi_Minh.

    Raises:
        NotUnderstood: it is none.
    """
    if text is None:
        return None
    try:
        return parse_moment(text)
    except ValueError:
        raise NotUnderstood(texts.UNKNOWN_DATE.fill(found=text)) from None


def board_named(text: str, period: Period, boards: Boards) -> Board:
    """The board of a period by slug or by name (`ha-nam`, `Hà Nam`).

    Raises:
        NotUnderstood: there is none in that period.
    """
    found = boards.find(_slug(text), period)
    if found is None:
        members = [board.slug for board in boards.members(period)]
        unknown = texts.UNKNOWN_BOARD.fill(found=text, period=period, known=", ".join(members))
        raise NotUnderstood(unknown, *_near(text, members))
    return found


def slug_named(text: str, period: Period | None, boards: Boards) -> str:
    """The slug of a board by slug or name; without a period, of a board of any time (its file says which).

    Raises:
        NotUnderstood: there is none.
    """
    if period is not None:
        return board_named(text, period, boards).slug
    slug = _slug(text)
    if slug not in boards.slugs:
        known = sorted(boards.slugs)
        raise NotUnderstood(texts.UNKNOWN_BOARD_EVER.fill(found=text, known=", ".join(known)), *_near(text, known))
    return slug


def indicator_named(text: str, form: Form, period: Period) -> Indicator:
    """The line of a period's form by code, key or label (`1.05`, `total_capital`, `Tổng doanh thu`).

    Raises:
        NotUnderstood: there is none, or only in another period.
    """
    wanted = fold(text)

    def named(form: Form) -> Indicator | None:
        exact = next((line for line in form.indicators if text.lower() in (line.code, line.key)), None)
        labelled = [line for line in form.indicators if wanted and wanted in map(fold, line.label)]
        return exact or (labelled[0] if len(labelled) == 1 else None)

    found, ever = named(form), named(form.whole)
    if found is None and ever is not None:
        raise NotUnderstood(
            texts.NOT_OF_THE_PERIOD.fill(period=period, code=ever.code, label=ever.label_vi, label_en=ever.label_en)
        )
    if found is None:
        raise NotUnderstood(texts.NO_CODE.fill(found=text), *did_you_mean(text, _like(text, form)))
    return found


def list_meant(text: str, period: Period, reference: Reference) -> bool:
    """Whether a word is the sheet, the key or the table of a list of the period's form."""
    return text.lower() in _lists(period, reference)


def list_named(period: Period, code: str, sector: str, reference: Reference) -> str:
    """The list of the period's form by sheet, key or table (`B9`, `projects`).

    Raises:
        NotUnderstood: there is none, or a figure was meant.
    """
    lists = _lists(period, reference)
    if code.lower() not in lists or sector:
        known = ", ".join(dict.fromkeys(lists.values()))
        raise NotUnderstood(NO_SUCH_LIST.fill(found=f"{code} {sector}".strip(), known=known))
    return lists[code.lower()]


def _lists(period: Period, reference: Reference) -> dict[str, str]:
    form = reference.form.in_force(period)
    sheets = [form.sheet_by_name[name] for name in form.list_sheets]
    return {word.lower(): one.sheet for one in sheets for word in (one.sheet, one.key, one.table)}


def rule_named(text: str, rules: Mapping[str, Rule]) -> Rule:
    """The rule of that number (`R203`, `r203`).

    Raises:
        NotUnderstood: there is none.
    """
    found = rules.get(text.upper())
    if found is None:
        names = {name.casefold(): name for name in rules}
        raise NotUnderstood(NO_SUCH_RULE.fill(found=text, known=", ".join(rules)), *did_you_mean(text, names))
    return found


def existing_raw(raw: Path) -> Path:
    """`raw` when it is a folder.

    Raises:
        NotUnderstood: it is none.
    """
    if not raw.is_dir():
        raise NotUnderstood(texts.NO_RAW.fill(folder=raw))
    return raw


def _slug(text: str) -> str:
    return fold_words(text).replace(" ", "-")


def _near(text: str, known: Iterable[str]) -> list[Text]:
    """`hanoi` is ha-noi: names are compared without what separates their words."""
    joined = {slug.replace("-", ""): slug for slug in known}
    return did_you_mean(fold(text), joined, shown=joined)


def _like(text: str, form: Form) -> dict[str, str]:
    """What a word may mean of a form: a code with its noughts left out (2.2), a key, a label nearly written so."""
    first, dot, last = text.partition(".")
    if dot and first.isdigit() and last.isdigit():
        padded = f"{first}.{int(last):02d}"
        codes = [line.code for line in form.indicators]
        return {text: padded} if padded in codes else dict(zip(codes, codes, strict=True))
    labels = {fold(label): line.code for line in form.indicators for label in line.label}
    return {line.key: line.code for line in form.indicators} | labels
