"""What reading commands print for programs is what docs/schemas/ publishes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

from tests.commands.conftest import ROOT, Zones

SCHEMAS = ROOT / "docs" / "schemas"
PERIOD = "2022-H2"
FAULTY = sorted((ROOT / "tests" / "data" / "faulty").glob("*.xlsx"))[:6]


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """raw/ with one half-year, and a warehouse with two releases of it, the first while a board was missing."""
    from flows.steps.running.direct import run_direct
    from flows.steps.running.request import RunRequest

    folder = tmp_path_factory.mktemp("json")
    raw, warehouse = folder / "raw", folder / "warehouse"
    for left_out in (("ha-nam",), ()):
        shutil.copytree(
            ROOT / "raw" / PERIOD, raw / PERIOD, ignore=shutil.ignore_patterns(*left_out), dirs_exist_ok=True
        )
        receipts = raw / PERIOD / "receipts.csv"
        lines = receipts.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.partition(",")[0] not in left_out]
        receipts.write_text("".join(kept), encoding="utf-8")
        run_direct(RunRequest(str(raw), str(warehouse), PERIOD, exports=False))
    return raw, warehouse


CALLS: dict[str, list[tuple[str, ...]]] = {
    "status": [(PERIOD,)],
    "why": [
        (PERIOD, "hung-yen", "1.05"),
        (PERIOD, "bloc", "2.02"),
        (PERIOD, "bloc", "7.01"),
        (PERIOD, "bloc", "B9", "--line", "1"),
    ],
    "rules": [(), ("R203",)],
    "releases": [()],
    "check": [tuple(map(str, FAULTY)), (str(FAULTY[0]), "--values")],
    "factcheck": [(str(ROOT / "tests" / "data" / "texts" / "s01.txt"),)],
    "diff": [()],
    "doctor": [()],
    "report": [(PERIOD,)],
    "backtest": [("-n", "1")],
}


@pytest.mark.parametrize(("command", "words"), [(name, words) for name, calls in CALLS.items() for words in calls])
def test_what_is_printed_is_what_the_schema_says(
    command: str, words: tuple[str, ...], folders: tuple[Path, Path], zones: Zones
) -> None:
    raw, warehouse = folders
    only = ["--warehouse", warehouse] if command in ("rules", "releases") else ["--raw", raw, "--warehouse", warehouse]
    done = zones(command, *words, *only, "--format", "json")
    printed = (
        [json.loads(line) for line in done.stdout.splitlines()] if command == "diff" else [json.loads(done.stdout)]
    )
    assert printed and printed[0] != []
    held = validator(command)
    for one in printed:
        held.validate(one)


def _broken(data: Any) -> Any:
    """The same with one field less in the first object."""
    copy = json.loads(json.dumps(data))
    first = copy[0] if isinstance(copy, list) else copy
    first.pop(next(iter(first)))
    return copy


def test_a_field_less_is_noticed(folders: tuple[Path, Path], zones: Zones) -> None:
    printed = json.loads(
        zones("status", PERIOD, "--raw", folders[0], "--warehouse", folders[1], "--format", "json").stdout
    )
    with pytest.raises(ValidationError):
        validator("status").validate(_broken(printed))


def test_every_command_with_json_has_its_schema(zones: Zones) -> None:
    from flows.commands.application import build_application
    from flows.texts.commands import COMMANDS

    build_application(None, everything=True)
    speaking = {name for name in COMMANDS if "json" in zones(name, "--help").stdout.split("Example")[0].lower()}
    speaking -= {"serve", "run"}
    assert {path.name.partition(".")[0] for path in SCHEMAS.glob("*.json")} == speaking


def test_a_period_nobody_knows_is_an_error(folders: tuple[Path, Path], zones: Zones) -> None:
    for period in ("2019-H1", "2044-H2"):
        done = zones("status", period, "--raw", folders[0], "--warehouse", folders[1])
        assert done.exit_code == 2 and period in done.stderr


@pytest.mark.parametrize(
    ("kind", "begun", "found"),
    [("periods", "2023-H", "2023-H1"), ("boards", "ha", "ha-nam"), ("codes", "1.0", "1.05"), ("rules", "r20", "R203")],
)
def test_words_are_completed(kind: str, begun: str, found: str) -> None:
    from flows.commands import completing

    words = [word for word, _ in getattr(completing, kind)(begun)]
    assert found in words and all(word.lower().startswith(begun.lower()) for word in words)
    assert getattr(completing, kind)("zzz") == []
