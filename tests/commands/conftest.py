"""Commands called as on the command line, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.commands.application import build_application
from flows.texts.screen.language import ENGLISH, speak

ROOT = Path(__file__).resolve().parents[2]
Zones = Callable[..., Result]


@pytest.fixture
def zones() -> Iterator[Zones]:
    """`zones("check", path, ...)`: exit_code, stdout and stderr of the command; an unexpected error is raised.

    In English; `speak(VIETNAMESE)` in a test changes that for the test.
    """
    speak(ENGLISH)

    def call(*arguments: object) -> Result:
        words = [str(word) for word in arguments]
        result = CliRunner().invoke(build_application(words[0]), words, prog_name="zones")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    yield call
    speak(ENGLISH)


@pytest.fixture
def nothing(tmp_path: Path) -> list[object]:
    """Options that point at a raw/ without anything in it and at no warehouse/."""
    (tmp_path / "no-raw").mkdir()
    return ["--raw", tmp_path / "no-raw", "--warehouse", tmp_path / "no-warehouse"]
