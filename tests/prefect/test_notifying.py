"""Somebody is told, where a block is named; nobody's trouble with it ends a run."""

from __future__ import annotations

from typing import Any, ClassVar

import flows.prefect_settings  # noqa: F401

import pytest
from prefect import flow
from prefect.blocks.core import Block
from prefect.testing.utilities import prefect_test_harness

from flows.service.notifying import BLOCK, notify
from schemas.text import Text

TEXT = Text("Kỳ 2023-H1 chờ phê duyệt.", "2023-H1 awaits approval.")


class Postcard(Block):  # type: ignore[misc,unused-ignore]
    """A block that keeps what it is given."""

    sent: ClassVar[list[tuple[str, str]]] = []

    def notify(self, body: str, subject: str) -> None:
        self.sent.append((subject, body))


@pytest.mark.xdist_group("server")
def test_it_is_sent_in_both_languages_and_no_failure_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []

    def load(name: str) -> Any:
        named.append(name)
        if name == "postcard/office":
            return Postcard()
        raise ValueError("no such block")

    monkeypatch.setattr(Block, "load", load)

    @flow
    def telling() -> str:
        notify("2023-H1", TEXT)
        return "done"

    with prefect_test_harness(server_startup_timeout=300):
        monkeypatch.delenv(BLOCK, raising=False)
        assert telling() == "done" and not named
        monkeypatch.setenv(BLOCK, "postcard/office")
        assert telling() == "done"
        monkeypatch.setenv(BLOCK, "postcard/nobody")
        assert telling() == "done"
    assert Postcard.sent == [("2023-H1", f"{TEXT.vi}\n\n{TEXT.en}")]
    assert named == ["postcard/office", "postcard/nobody"]
