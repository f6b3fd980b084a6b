"""Uploads nobody means well with: files and names changed at random; a page or JSON, never more."""

from __future__ import annotations

import gc
import random
import resource
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from flows.desk.application import desk
from flows.texts.screen.language import ENGLISH, speak
from tests.support.campaigns import cases

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "data" / "faulty").glob("*.*"))
LETTERS = "aế/\\.\0<>\"'%; \u202e\r\n"
MEMORY_MB = 1_500


def spoilt(data: bytes, draw: random.Random) -> bytes:
    """The bytes with some changed, cut out, doubled, or all of another kind."""
    if draw.random() < 0.1:
        return draw.randbytes(draw.randrange(4_000))
    changed = bytearray(data)
    for _ in range(draw.randrange(1, 30)):
        at = draw.randrange(len(changed) + 1)
        changed[at : at + draw.randrange(3)] = draw.randbytes(draw.randrange(3))
    return bytes(changed[: draw.randrange(len(changed) + 1)] if draw.random() < 0.2 else changed)


@pytest.mark.campaign
def test_spoilt_uploads_are_answered_in_bounded_memory(tmp_path: Path) -> None:
    draw = random.Random(18)
    with TestClient(desk(tmp_path / "none", tmp_path / "warehouse", 8321), base_url="http://127.0.0.1:8321") as client:
        for number in range(cases(200, 10_000)):
            file = draw.choice(FILES)
            name = "".join(draw.choice(LETTERS) for _ in range(draw.randrange(12))) + file.suffix
            accept = {"accept": "application/json"} if draw.random() < 0.7 else {}
            fields = {
                "period": draw.choice(["", "2023-H1", "1875", "<b>"]),
                "board": draw.choice(["", "ha-nam", "<b>"]),
            }
            upload = {"file": (name, spoilt(file.read_bytes(), draw))}
            shown = client.post("/check", files=upload, data=fields, headers=accept)
            assert shown.status_code in (200, 400), (number, name, shown.text[:300])
            if number % 100 == 99:
                gc.collect()  # the client's own requests hold each other, with what they sent
            assert "Traceback" not in shown.text and "<b>" not in shown.text, (number, name)
    speak(ENGLISH)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert used < MEMORY_MB, used
