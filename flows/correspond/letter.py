"""The letter to a board (công văn), laid out as Nghị định 30/2020/NĐ-CP asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flows.correspond.feedback.entries import Entry, indicator_words, place_words, suggestions
from flows.correspond.feedback.summary import FeedbackHeader
from flows.correspond.same_bytes import save_without_moments
from flows.documents import parts, styles
from flows.documents.issuer import Issuer
from flows.documents.xml_text import composed
from flows.texts.documents import SEVERITY_WORDS
from flows.texts.papers import letters as texts
from flows.validate.acceptance.version_changes import RULE as CHANGED
from schemas.facts.boards import Board
from schemas.form import Form
from schemas.rules import ERROR, INFO, QUERY
from schemas.text import Text

if TYPE_CHECKING:
    from docx.document import Document

DAYS_TO_REPLY = 5
_ROWS_SHOWN = 30  # a letter is read by people; everything is in the enclosed workbook
_WIDTHS = (13.0, 24.0, 44.0, 84.0)
NOT_SENT = "expected"  # the state of a board that sent nothing


@dataclass(frozen=True)
class LetterHead:
    """Who writes, and when; without a day or number dots stand there, and an answer is due within five days."""

    issuer: Issuer
    day: date | None = None
    number: str = ""
    reply_by: date | None = None

    @property
    def deadline(self) -> Text:
        """`trước ngày 03/07/2023`."""
        due = self.reply_by or (self.day + timedelta(days=DAYS_TO_REPLY) if self.day else None)
        if due is None:
            return texts.WITHIN_DAYS.fill(days=f"{DAYS_TO_REPLY:02d}")
        return texts.BY_DAY.fill(day=f"{due:%d/%m/%Y}")


def write_letter(
    destination: Path, board: Board, header: FeedbackHeader, listed: tuple[Entry, ...], head: LetterHead, form: Form,
    due: date | None = None,
) -> None:  # fmt: skip
    """Write the letter that goes with a marked copy: return, request to explain, acceptance or reminder, by state.

    listed: the entries of the marked copy. due: the day the report was due, for a reminder.

    Raises:
        OSError: the file cannot be written.
    """
    document = parts.new_document()
    subject = subject_of(header)
    parts.letterhead(document, head.issuer, head.issuer.letter_number(head.number), head.day, subject)
    parts.paragraph(document, texts.ADDRESS.vi.format(board=board.board_name_vi), styles.ADDRESS)
    for text in _opening(header, listed, head, due):
        parts.paragraph(document, text, styles.PARAGRAPH)
    asked = tuple(entry for entry in listed if entry.severity != INFO)
    if asked:
        _table(document, asked, form)
    for text in _closing(header, head, form):
        last = parts.paragraph(document, text, styles.PARAGRAPH)
    # A signature never stands on a page of its own.
    last.paragraph_format.keep_with_next = True
    parts.signature(document, head.issuer, (line.vi for line in texts.COPY_LINES))
    document.core_properties.author = "Red River Zones"
    document.core_properties.title = composed(subject)
    save_without_moments(document, destination)


def subject_of(header: FeedbackHeader) -> str:
    """What a letter about a submission in that state is about: `V/v ...`."""
    subjects = {
        NOT_SENT: texts.SUBJECT_REMIND,
        "accepted_with_queries": texts.SUBJECT_EXPLAIN,
        "accepted": texts.SUBJECT_ACCEPTED,
        "nil": texts.SUBJECT_NIL,
    }
    return subjects.get(header.state, texts.SUBJECT_RETURN).vi.format(period=header.period)


def _opening(header: FeedbackHeader, listed: tuple[Entry, ...], head: LetterHead, due: date | None) -> list[str]:
    if header.state == NOT_SENT:
        said = texts.NOT_RECEIVED if head.day else texts.NOT_RECEIVED_YET
        today = f"{head.day:%d/%m/%Y}" if head.day else ""
        return [said.vi.format(today=today, period=header.period, due=f"{due:%d/%m/%Y}" if due else "…/…/……")]
    received = header.received_at.strftime(texts.MOMENT) if header.received_at else "…"
    if header.state == "nil":
        return [texts.NIL.vi.format(period=header.period, received=received)]
    said_of = [texts.RECEIVED.vi.format(period=header.period, file=header.file, received=received)]
    errors = sum(entry.severity == ERROR for entry in listed)
    queries = sum(entry.severity == QUERY for entry in listed)
    # A change nobody asked about stands in the table; the others are told all the same.
    said_of += [entry.main.message_vi for entry in listed if (entry.main.rule, entry.severity) == (CHANGED, INFO)]
    if header.state == "accepted":
        said_of.append(texts.ACCEPTED.vi)
    elif header.state == "accepted_with_queries":
        said_of.append(texts.EXPLAIN.vi.format(queries=queries))
    else:
        if header.state == "unreadable":
            said_of.append(texts.UNREADABLE.vi)
        also = texts.AND_QUERIES.vi.format(queries=queries) if queries else ""
        if listed:
            said_of.append(texts.RETURN.vi.format(errors=errors, queries=also))
    return said_of


def _closing(header: FeedbackHeader, head: LetterHead, form: Form) -> list[str]:
    if header.state in ("accepted", "nil"):
        return [texts.CLOSE.vi]
    ask = {
        NOT_SENT: texts.ASK_SEND,
        "unreadable": texts.ASK_SEND,
        "accepted_with_queries": texts.ASK_EXPLAIN,
    }.get(header.state, texts.ASK_RETURN)
    return [ask.vi.format(reply_by=head.deadline.vi, form=form.version), texts.CLOSE.vi]


def _table(document: Document, listed: tuple[Entry, ...], form: Form) -> None:
    table = parts.grid(document, _WIDTHS, [heading.vi for heading in texts.TABLE])
    for entry in listed[:_ROWS_SHOWN]:
        said = [f"{SEVERITY_WORDS[entry.severity].vi}: {entry.main.message_vi}"]
        said += suggestions(entry.main, 2)
        own = place_words(entry.main, form).vi
        places = list(dict.fromkeys(words for o in entry.others if (words := place_words(o, form).vi) not in ("", own)))
        if places:
            shown = "; ".join(places[:6]) + ("…" if len(places) > 6 else "")
            said.append(texts.SAME_CAUSE.vi.format(places=shown))
        parts.grid_row(
            table,
            (
                [(str(entry.number), styles.CELL)],
                [(own, styles.CELL)],
                [(indicator_words(entry.main, form).vi, styles.CELL)],
                [(text, styles.CELL) for text in said],
            ),
        )
    rest = len(listed) - _ROWS_SHOWN
    after = texts.REST.vi.format(number=rest) if rest > 0 else ""
    parts.paragraph(document, after, styles.PARAGRAPH if after else styles.CELL)
