"""Texts cut, doubled, shuffled and spoilt: no traceback, every claim lies within its text, and it never takes long."""

from __future__ import annotations

import contextlib
import random

import pytest

from flows.factcheck.factcheck import check_text
from flows.factcheck.page import page, printed
from flows.factcheck.release import Release
from flows.factcheck.saying import as_json
from flows.factcheck.text.document import Document, document_of
from flows.ingest.files.grids import UnreadableFile
from tests.factcheck.conftest import TEXTS
from tests.support.campaigns import cases

pytestmark = pytest.mark.campaign
PIECES = [
    "1.", "1,", "(", ")", "\t", "\n", " ", "%", " tỷ USD", " điểm phần trăm", "2024", "6 tháng đầu năm ",
    "so với cùng kỳ ", "Bắc Ninh ", "không xảy ra ", "gấp ", "{n}", "\u200b", "\u0301", "0", "999999999999999999999999",
    "-",
    "triệu ",
    "gồm ", "đứng thứ hai ", "tổng cộng ", "=1+1", "<b>", "&", "\x00", "năm ",
    "hai mươi mốt vụ ", "1/7", "\U0001f600",
]  # fmt: skip


def spoilt(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 12)):
        at, length = dice.randrange(len(text) + 1), dice.choice([0, 1, 2, 9, 40])
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + length :]
        elif kind == 1:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at : at + length] * 2 + text[at + length :]
        else:
            other = dice.randrange(len(text) + 1)
            text = text[:at] + text[other : other + length] + text[at:]
    return text


def test_spoilt_texts_are_answered(release: Release) -> None:
    dice = random.Random(17)
    texts = [path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt"))]
    for number in range(cases(120, 10_000)):
        document = Document("spoilt.txt", spoilt(dice.choice(texts), dice))
        checked = check_text(document, release)
        for claim in checked.claims:
            assert 0 <= claim.start < claim.end <= len(document.text), number
            assert document.text[claim.start : claim.end] == claim.token
        as_json(checked, release)
        if number % 20 == 0:
            printed(checked, release, "vi")
            page([checked], release, "en")


@pytest.mark.parametrize("file", ["s02.txt", "s04.txt"])
def test_a_text_may_end_anywhere_and_with_anything(release: Release, file: str) -> None:
    """As when it is pasted: cut off after any word, and then a mark."""
    text = (TEXTS / file).read_text(encoding="utf-8")[:700]
    for mark in ("", ",", " ("):
        for end in range(0, len(text), 23):
            check_text(Document("cut.txt", text[:end].rstrip(",( ") + mark), release)


def test_spoilt_files_are_read_or_refused() -> None:
    dice = random.Random(18)
    files = [path.read_bytes() for path in sorted(TEXTS.glob("s03.*")) if path.suffix != ".csv"]
    for _ in range(cases(150, 5_000)):
        data = bytearray(dice.choice(files))
        for _ in range(dice.randint(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with contextlib.suppress(UnreadableFile):
            document_of("spoilt", bytes(data[: dice.randrange(len(data))] if dice.random() < 0.2 else data))
