"""What is gone from raw/ or changed there is not published over: refused, named, and accepted only in writing."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.publish.current import current_number
from flows.raw_folder.store import RawStore
from flows.steps.running.request import RunRefused
from schemas.reference import load_reference
from tests.pipeline.conftest import Run, copy_periods
from tests.support.dated import next_code

PERIOD = "2022-H2"
ACCEPT = {"accept_loss": True, "reason": "đĩa hỏng, không có bản sao", "approved_by": "Nguyễn Văn A"}


@pytest.fixture
def store(tmp_path: Path, run: Run) -> RawStore:
    """Two half-years, published."""
    store = copy_periods(tmp_path / "raw", "2022-H1", PERIOD)
    assert run(store.root, PERIOD).release.number == 1
    return store


def receipts(store: RawStore, period: str = PERIOD) -> Path:
    return store.root / period / "receipts.csv"


def without_line(path: Path, start: str) -> None:
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(start)]
    path.write_text("\n".join([*kept, ""]), encoding="utf-8")


def period_gone(store: RawStore) -> str:
    shutil.rmtree(store.root / "2022-H1")
    return "2022-H1/ha-nam"


def file_gone(store: RawStore) -> str:
    (store.root / PERIOD / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx").unlink()
    return "2022-H2/ha-nam"


def file_and_receipt_gone(store: RawStore) -> str:
    file_gone(store)
    without_line(receipts(store), "ha-nam,")
    return "2022-H2/ha-nam"


def other_bytes(store: RawStore) -> str:
    with (store.root / PERIOD / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx").open("ab") as handle:
        handle.write(b"\0")
    return "2022-H2/ha-nam"


def forged_together(store: RawStore) -> str:
    path = store.root / PERIOD / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx"
    old = path.read_bytes()
    path.write_bytes(old + b"\0")
    text = receipts(store).read_text(encoding="utf-8")
    hashes = [hashlib.sha256(data).hexdigest() for data in (old, path.read_bytes())]
    assert hashes[0] in text
    receipts(store).write_text(text.replace(*hashes), encoding="utf-8")
    return "2022-H2/ha-nam"


def receipt_gone(store: RawStore) -> str:
    without_line(receipts(store), "ha-nam,")
    return "2022-H2/ha-nam"


def receipts_emptied(store: RawStore) -> str:
    heading = receipts(store).read_text(encoding="utf-8").splitlines()[0]
    receipts(store).write_text(heading + "\n", encoding="utf-8")
    return "2022-H2/ha-nam"


def receipts_gone(store: RawStore) -> str:
    receipts(store).unlink()
    return "2022-H2/ha-nam"


def moment_changed(store: RawStore) -> str:
    text = receipts(store).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("ha-nam,"))
    fields = line.split(",")
    receipts(store).write_text(
        text.replace(line, line.replace(fields[3], "2023-01-01T01:01:01+07:00")), encoding="utf-8"
    )
    return "2022-H2/ha-nam"


LOSSES = [
    period_gone,
    file_gone,
    file_and_receipt_gone,
    other_bytes,
    forged_together,
    receipt_gone,
    receipts_emptied,
    receipts_gone,
    moment_changed,
]


@pytest.mark.parametrize("lose", LOSSES, ids=lambda f: f.__name__)
def test_a_loss_is_refused_named_and_accepted_only_in_writing(
    store: RawStore, run: Run, tmp_path: Path, lose: Callable[[RawStore], str]
) -> None:
    named = lose(store)
    after = {path: path.read_bytes() for path in store.root.rglob("*") if path.is_file() and path.name != ".lock"}
    for _ in range(2):
        with pytest.raises(RunRefused) as refused:
            run(store.root, PERIOD)
        assert any(named in text.en for text in refused.value.obstacles), refused.value.obstacles
        assert "--accept-loss" in refused.value.text.en
    assert current_number(tmp_path / "warehouse") == 1, "the last release stands"
    kept = {path: path.read_bytes() for path in store.root.rglob("*") if path.is_file() and path.name != ".lock"}
    assert kept == after, "a refused run writes nothing into raw/, so that a backup can be put back"
    result = run(store.root, PERIOD, **ACCEPT)
    assert result.release.number == 2
    with (store.root / "accepted_losses.csv").open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert list(lines[0]) == ["period", "board", "file", "sha256", "reason", "approved_by", "at"]
    assert len(lines) == len(refused.value.obstacles)
    assert {line["approved_by"] for line in lines} == {"Nguyễn Văn A"}
    run(store.root, PERIOD)


@pytest.mark.parametrize("lose", [file_gone, other_bytes], ids=lambda f: f.__name__)
def test_the_receipts_are_enough_to_know_a_loss(
    store: RawStore, run: Run, tmp_path: Path, lose: Callable[[RawStore], str]
) -> None:
    """Without any release to compare with."""
    named = lose(store)
    with pytest.raises(RunRefused, match=named):
        run(store.root, PERIOD, warehouse=tmp_path / "new")


def test_an_approval_that_is_gone_is_a_loss(store: RawStore, run: Run) -> None:
    path = store.root / PERIOD / "approvals.csv"
    digest = store.as_of().release_inputs_sha256(PERIOD)
    line = f"{digest},approved,Nguyễn Văn A,2023-02-01,"
    path.write_text(f"release_inputs_sha256,decision,approved_by,at,note\n{line}\n", encoding="utf-8")
    assert run(store.root, PERIOD).release.status == "final"
    path.unlink()
    with pytest.raises(RunRefused, match=r"no longer in approvals\.csv"):
        run(store.root, PERIOD)


def test_a_board_that_no_longer_counts_though_nothing_came_is_a_loss(store: RawStore, run: Run, tmp_path: Path) -> None:
    """As when a line more in the form rejects what was accepted."""
    from schemas.tabular import FOLDER

    schemas = tmp_path / "schemas"
    shutil.copytree(FOLDER, schemas, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    form = schemas / "form.csv"
    lines = form.read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    fields = dict(zip(names, next(line for line in lines if ",4.11," in line).split(",")))
    fields |= {
        "code": next_code(load_reference().form.by_code["4.11"]),
        "key": "noise_complaints",
        "label_vi": "Số đơn khiếu nại",
        "label_en": "Complaints",
    }
    fields |= {"required": "yes", "role": ""}
    form.write_text("\n".join([*lines, ",".join(fields.values()), ""]), encoding="utf-8")
    from flows.steps.running.direct import run_direct
    from flows.steps.running.request import RunRequest

    with pytest.raises(RunRefused) as refused:
        run_direct(
            RunRequest(str(store.root), str(tmp_path / "warehouse"), PERIOD, reference=str(schemas), exports=False)
        )
    assert len(refused.value.obstacles) == 22 and "no longer does" in refused.value.obstacles[0].en


def test_what_is_new_is_no_loss_and_as_of_is_not_compared(store: RawStore, run: Run) -> None:
    new = store.root / PERIOD / "ha-nam" / "second.xlsx"
    new.write_bytes((new.parent / "TDKCN_ha-nam_2022-H2.xlsx").read_bytes() + b"\0")
    assert run(store.root, PERIOD).release.number == 2
    shutil.rmtree(store.root / "2022-H1")
    assert run(store.root, PERIOD, as_of="2022-12-20")


@pytest.mark.whole_release
def test_a_new_version_of_a_final_period_makes_it_provisional_and_says_so(store: RawStore, run: Run) -> None:
    path = store.root / PERIOD / "approvals.csv"
    digest = store.as_of().release_inputs_sha256(PERIOD)
    line = f"{digest},approved,Nguyễn Văn A,2023-02-01,"
    path.write_text(f"release_inputs_sha256,decision,approved_by,at,note\n{line}\n", encoding="utf-8")
    assert run(store.root, PERIOD).release.number == 2
    new = store.root / PERIOD / "ha-nam" / "second.xlsx"
    new.write_bytes((new.parent / "TDKCN_ha-nam_2022-H2.xlsx").read_bytes() + b"\0")
    result = run(store.root, PERIOD)
    assert (result.release.number, result.release.status) == (3, "provisional")
    (said,) = [text.en for text in result.said if text.en.startswith("NOTE")]
    assert "2022-H2 was approved before and is now provisional" in said and "releases/2" in said
    manifest = json.loads((result.release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["provisional_again"][0]["period"] == PERIOD
    assert "nay chỉ là tạm tính" in (result.release.folder / "report" / "index.html").read_text(encoding="utf-8")
