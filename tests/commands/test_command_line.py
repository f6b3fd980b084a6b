"""The command line as a whole: names, versions, numbers and colours."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.commands.application import build_application
from flows.commands.terminal import COLOURS, NAMES
from flows.raw_folder.safe_writing import replace_file
from flows.texts.commands import COMMANDS, STATUS_NAMES
from flows.texts.files import UNREADABLE, unreadable_text
from flows.texts.screen.language import VIETNAMESE, speak
from flows.texts.system_errors import reason_of

from .conftest import Zones


def test_help_names_every_command_in_order() -> None:
    shown = CliRunner().invoke(build_application(None), ["--help"]).stdout
    places = [shown.find(f" {name} ") for name in COMMANDS]
    assert -1 not in places
    assert places == sorted(places)


def test_every_command_can_be_loaded_at_once_for_completion() -> None:
    application = build_application(None, everything=True)
    assert [command.name for command in application.registered_commands] == list(COMMANDS)


def test_every_state_has_a_name_and_a_colour() -> None:
    from flows.validate.state_names import STATES

    assert set(STATES) <= set(STATUS_NAMES)
    assert set(STATES) - {"received"} <= set(COLOURS)
    # Nothing may be coloured that no cell ever says: the slip of the publication was, and stood there plain.
    assert set(COLOURS) <= set(NAMES)


def test_an_unknown_command_is_one_message_and_exit_2() -> None:
    done = CliRunner().invoke(build_application("chek"), ["chek"])
    assert done.exit_code == 2
    assert "check" in done.output  # did you mean


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_is_taken_is_one_sentence(zones: Zones, taken_port: int) -> None:
    done = zones("serve", "--port", taken_port)
    assert done.exit_code == 2
    assert str(taken_port) in done.stderr


def test_a_configured_server_that_does_not_answer_is_one_sentence(
    zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.service.serving.configured_api", lambda: "http://127.0.0.1:9/api")
    done = zones("serve")
    assert done.exit_code == 2
    assert "127.0.0.1:9" in done.stderr


def test_who_is_stopped_is_told_which_files_were_written(
    zones: Zones, nothing: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between two boards: the templates that are there are named, and nothing else lies in the folder."""
    from flows.steps.papers import prefilled

    real = prefilled.write_prefilled
    done: list[Path] = []

    def interrupted(path: Path, *more: Any) -> Any:
        if done:
            raise KeyboardInterrupt
        done.append(path)
        return real(path, *more)

    monkeypatch.setattr(prefilled, "write_prefilled", interrupted)
    folder = tmp_path / "forms"
    stopped = zones("templates", "2023-H1", "-o", folder, *nothing)
    assert stopped.exit_code == 130
    assert str(done[0]) in stopped.stderr and [*folder.rglob("*.xlsx")] == done


def test_what_the_system_refuses_is_one_sentence_in_one_language(
    zones: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the system names no file: a disk that is full under a redirected output, a library's own error."""
    speak(VIETNAMESE)
    for given, said in ((tmp_path / "none", "không có tệp"), (tmp_path, "đây là một thư mục")):
        result = zones("releases", given, "--warehouse", tmp_path)
        assert result.exit_code == 2 and said in result.stderr and "irectory" not in result.stderr

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("flows.publish.release_list.releases_of_file", full)
    result = zones("releases", tmp_path / "any", "--warehouse", tmp_path)
    assert (result.exit_code, result.stderr) == (2, "Không đọc hoặc ghi được: ổ đĩa đã đầy.\n")


@pytest.mark.parametrize("reason", UNREADABLE)
def test_why_a_file_is_not_read_is_said_without_gaps(reason: str) -> None:
    details = {"cell": "XFD1048576", "fault": "ValueError: x", "why": reason_of(OSError(errno.EACCES, "no"))}
    for text in unreadable_text(reason, "a.xlsx", details):
        assert "{" not in text and "Text(" not in text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_what_is_written_to_a_pipe_leaves_the_pipe_there(tmp_path: Path) -> None:
    """As to `/dev/stdout`; a run of root put a file in the place of a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as beside:
        read = beside.submit(pipe.read_bytes)
        replace_file(pipe, b"a page")
        assert read.result() == b"a page" and pipe.is_fifo()
