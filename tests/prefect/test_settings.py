"""What Prefect finds before it starts."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from flows.prefect_settings import make_home

import pytest


def test_the_home_of_prefect_is_made_with_its_parents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tmp_path / "no" / "such" / "home"
    monkeypatch.setenv("PREFECT_HOME", str(wanted))
    make_home()
    assert wanted.is_dir()
    assert os.environ["PREFECT_HOME"] == str(wanted)
    if os.name != "nt":
        assert stat.S_IMODE(wanted.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
@pytest.mark.parametrize(("before", "after"), [(0o755, 0o700), (0o2770, 0o2770)])
def test_others_may_not_look_into_the_home_unless_it_is_the_groups(
    before: int, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(before)
    monkeypatch.setenv("PREFECT_HOME", str(home))
    make_home()
    assert stat.S_IMODE(home.stat().st_mode) == after


def test_a_home_that_cannot_be_made_is_replaced_by_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "file" / "home"))
    make_home()
    assert Path(os.environ["PREFECT_HOME"]).is_dir()
    assert os.environ["PREFECT_HOME"] != str(tmp_path / "file" / "home")
