"""`zones run` with an embedded server, with a server that is there, and without Prefect: the same release each time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient

from flows.service.turns import tag_of

from .conftest import LIMIT_SECONDS, ROOT, Served, clean_environment, zones


def run(*arguments: object, environment: dict[str, str], cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        zones("run", *arguments),
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_SECONDS,
    )


def contents(warehouse: Path) -> dict[str, bytes]:
    """Every file of the release but DuckDB's, in which DuckDB itself writes something else each time."""
    current = (warehouse / "current").resolve()
    files = (path for path in sorted(current.rglob("*")) if path.is_file() and path.suffix != ".duckdb")
    return {str(path.relative_to(current)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def direct(one_period: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of a run without Prefect."""
    warehouse = tmp_path_factory.mktemp("direct") / "warehouse"
    home = warehouse.parent / "prefect"
    done = run(
        "2022-H2", "--direct", "--raw", one_period, "--warehouse", warehouse, environment=clean_environment(home)
    )
    assert done.returncode == 0, done.stderr
    assert not home.exists()
    return warehouse


def test_direct_imports_no_prefect(one_period: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from flows.commands.application import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('prefect', 'pandas', 'sqlalchemy')]\n"
    )
    arguments = ["run", "2022-H2", "--direct", "--raw", str(one_period), "--warehouse", str(tmp_path / "warehouse")]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.xdist_group("server")
def test_a_fresh_machine_with_the_embedded_server(one_period: Path, direct: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    done = run(
        "2022-H2", "--raw", one_period, "--warehouse", warehouse, environment=clean_environment(tmp_path / "prefect")
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "2 of 11" in done.stdout
    assert contents(warehouse) == contents(direct)
    assert not [path for path in (warehouse / "work").rglob("*") if path.is_file()]


@pytest.mark.xdist_group("server")
class TestServerThatIsThere:
    def test_the_run_is_there_and_the_release_the_same(
        self, one_period: Path, direct: Path, served: Served, tmp_path: Path
    ) -> None:
        warehouse = tmp_path / "warehouse"
        done = run("2022-H2", "--raw", one_period, "--warehouse", warehouse, environment=served.environment)
        assert done.returncode == 0, done.stderr
        assert contents(warehouse) == contents(direct)
        with SyncPrefectClient(served.api) as client:
            runs = client.read_flow_runs()
        assert [r for r in runs if tag_of(warehouse) in r.tags and r.name == "2022-H2 release 1, 9 missing"]

    def test_what_people_can_mend_is_one_sentence_and_the_last_release_stands(
        self, one_period: Path, served: Served, tmp_path: Path
    ) -> None:
        raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
        shutil.copytree(one_period, raw)
        environment = served.environment
        refused = run("2022-H2", "--final", "--raw", raw, "--warehouse", warehouse, environment=environment)
        assert refused.returncode == 1
        assert "approvals.csv" in refused.stderr
        assert not (warehouse / "current").exists()
        (raw / "2022-H2" / "corrections.csv").write_text(
            "board,code,sector,measure,expect,value,reason,approved_by,date\n"
            "ha-nam,1.01,fdi,actual,99,12,nhầm,Trưởng ban,2023-01-05\n",
            encoding="utf-8",
        )
        failed = run("2022-H2", "--raw", raw, "--warehouse", warehouse, environment=environment)
        assert failed.returncode == 2
        assert len(failed.stderr.strip().splitlines()) == 1
        assert "corrections.csv" in failed.stderr
        assert not (warehouse / "current").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2022-Q2"], "2022-Q2"),
        (["2022"], "2022"),
        (["2022-H2", "--as-of", "soon"], "soon"),
        (["2022-H2", "--raw", "no-such-folder"], "no-such-folder"),
    ],
)
def test_what_cannot_be_followed_is_one_sentence_and_exit_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = run(*arguments, "--direct", "--warehouse", tmp_path / "warehouse", environment=clean_environment(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr
