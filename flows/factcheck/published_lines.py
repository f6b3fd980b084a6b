"""Lines of `raw/published/<period>.csv` made from a text: what it says of the bloc, with the sentence it says it in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flows.factcheck.claim import Claim
from flows.factcheck.factcheck import Checked
from flows.factcheck.meaning import VALUE
from flows.factcheck.release import BLOC, Release
from flows.factcheck.setting import known_period
from flows.factcheck.text.figures import PERCENT
from flows.raw_folder.csv_lines import append_line, read_lines
from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.safe_writing import RAW_LOCK, exclusive
from flows.raw_folder.spreadsheet_safe import spreadsheet_safe

FOLDER = "published"
COLUMNS = (
    "code", "sector", "value_as_written", "unit_as_written", "source", "note", "known_on", "sentence", "author",
    "title", "date",
)  # fmt: skip


def save_published(checked: Checked, release: Release, raw: Path, known_on: date | None) -> dict[Path, int] | None:
    """Add the bloc's figures of a text to raw/published/, a file a period; how many lines each file got.

    A line that stands there already (same source, code, sector and figure) is not written again. None where the text
    bears no date and none is given; an empty answer where it says nothing of the bloc.

    Raises:
        DecisionError: a file is there and cannot be read.
        OSError: it cannot be written, or another program is writing into raw/.
    """
    day = known_on or checked.dated
    if day is None:
        return None
    saved: dict[Path, int] = {}
    with exclusive(raw / RAW_LOCK):
        for claim, sentence in zip(checked.claims, checked.sentences):
            line = _line(checked, release, claim, sentence, day)
            if line is None:
                continue
            path = raw / FOLDER / f"{claim.meaning.period}.csv"
            saved.setdefault(path, 0)
            if not _stands(path, line):
                append_line(path, COLUMNS[:5], line) if path.exists() else append_line(path, COLUMNS, line)
                saved[path] += 1
    return saved


def _line(checked: Checked, release: Release, claim: Claim, sentence: str, day: date) -> dict[str, str] | None:
    meaning = claim.meaning
    indicator = release.lines.get(meaning.key)
    period = known_period(meaning.period)
    if indicator is None or period is None or meaning.scope != BLOC or claim.kind != VALUE or claim.value is None:
        return None
    if not indicator.sums_over_boards and claim.unit != PERCENT:
        return None
    title = checked.title
    source = ", ".join(part for part in (checked.document.author, title, f"{day:%d/%m/%Y}") if part)
    return {
        "code": indicator.code,
        "sector": meaning.sector,
        "value_as_written": f"{claim.hedge} {claim.token}".strip(),
        "unit_as_written": claim.unit_as_written,
        "known_on": day.isoformat(),
        "date": day.isoformat(),
        # What a text says is written to a file that people open as a sheet.
        "source": spreadsheet_safe(source),
        "note": spreadsheet_safe(sentence),
        "sentence": spreadsheet_safe(sentence),
        "author": spreadsheet_safe(checked.document.author),
        "title": spreadsheet_safe(title),
    }


def _stands(path: Path, line: dict[str, str]) -> bool:
    same = ("code", "sector", "value_as_written", "source")
    return any(
        not isinstance(old, DecisionError) and all(old.fields.get(name, "") == line[name] for name in same)
        for old in read_lines(path, COLUMNS[:3], COLUMNS[3:])
    )
