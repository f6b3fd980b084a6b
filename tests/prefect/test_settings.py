"""What Prefect finds before it starts."""

from __future__ import annotations

import os
from pathlib import Path

from flows.prefect_settings import make_home

import pytest


def test_the_home_of_prefect_is_made_with_its_parents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tmp_path / "no" / "such" / "home"
    monkeypatch.setenv("PREFECT_HOME", str(wanted))
    make_home()
    assert wanted.is_dir()
    assert os.environ["PREFECT_HOME"] == str(wanted)


def test_a_home_that_cannot_be_made_is_replaced_by_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "file" / "home"))
    make_home()
    assert Path(os.environ["PREFECT_HOME"]).is_dir()
    assert os.environ["PREFECT_HOME"] != str(tmp_path / "file" / "home")
