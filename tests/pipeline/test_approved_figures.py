"""An approval binds the figures, units and states it approved: whatever alters one makes the period provisional."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.raw_folder.approved_figures import FIGURE_SCHEMA
from flows.raw_folder.store import RawStore
from flows.steps.running.direct import RunResult, run_direct
from flows.steps.running.request import FinalRefused, RunRefused, RunRequest
from schemas.tabular import FOLDER
from tests.pipeline.conftest import Run, copy_periods

PERIOD = "2022-H2"


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A copy of the reference CSVs that a test may change."""
    folder = tmp_path / "schemas"
    folder.mkdir()
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


def approve(store: RawStore, run: Run, period: str) -> RawStore:
    """Approved by a line alone, as people wrote it before figures were kept, and published as final."""
    digest = store.as_of().release_inputs_sha256(period)
    line = f"{digest},approved,Nguyễn Văn A,2023-07-10,"
    path = store.root / period / "approvals.csv"
    path.write_text(f"release_inputs_sha256,decision,approved_by,at,note\n{line}\n", encoding="utf-8")
    assert run(store.root, period).release.status == "final"
    return store


@pytest.fixture
def approved(raw_2022: RawStore, run: Run) -> RawStore:
    return approve(raw_2022, run, PERIOD)


def changed(schemas: Path, file: str, old: str, new: str, *, once: bool = False) -> int:
    """Change a file of the copy; the number of the first line that is changed."""
    path = schemas / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    hits = [number for number, line in enumerate(lines) if old in line]
    assert hits and (not once or len(hits) == 1), (file, old)
    for number in hits:
        lines[number] = lines[number].replace(old, new)
    path.write_text("".join(lines), encoding="utf-8")
    return hits[0] + 1


def rerun(
    store: RawStore,
    tmp_path: Path,
    schemas: Path,
    *,
    final: bool = False,
    warehouse: str = "w2",
    period: str = PERIOD,
    reason: str = "",
) -> RunResult:
    return run_direct(
        RunRequest(
            str(store.root),
            str(tmp_path / warehouse),
            period,
            final=final,
            reference=str(schemas),
            reason=reason,
            exports=False,
        )
    )


def said_of_approval(result: RunResult) -> str:
    (said,) = [text.en for text in result.said if "was approved before and is now provisional" in text.en]
    return said


def files(store: RawStore) -> tuple[Path, Path]:
    digest = store.as_of().release_inputs_sha256(PERIOD)
    folder = store.root / PERIOD / "approved"
    return folder / f"{digest}.csv", folder / f"{digest}.json"


def test_the_first_run_writes_down_what_an_old_approval_covers(approved: RawStore) -> None:
    figures, record = files(approved)
    frame = pl.read_csv(figures, schema=FIGURE_SCHEMA)
    total = frame.filter(board="bloc", code="4.03", sector="total")
    assert (total["value"].item(), total["unit"].item(), total["state"].item()) == (5180.2, "million_vnd", "11/11")
    assert frame.filter(measure="state")["state"].value_counts().row(0) == ("accepted", 11)
    assert frame.filter(board="ha-nam", code="1.01").height > 2
    assert "form.csv" in json.loads(record.read_bytes())["lines"]


def test_what_changes_no_figure_leaves_the_approval_standing(approved: RawStore, tmp_path: Path, schemas: Path) -> None:
    """Another label, a rule's words, a new unit, a rate of another period: final as before, and said of nothing."""
    changed(schemas, "form.csv", "4.03,", "4.03,", once=True)
    label = next(line for line in (schemas / "form.csv").read_text(encoding="utf-8").splitlines() if ",4.03," in line)
    changed(schemas, "form.csv", label.split(",")[3], label.split(",")[3] + " (tổng)")
    with (schemas / "units.csv").open("a", encoding="utf-8") as handle:
        handle.write("quadrillion_vnd,vnd,1000000000000000,triệu tỷ đồng,quadrillion VND,triệu tỷ đồng\n")
    result = rerun(approved, tmp_path, schemas, final=True)
    assert result.release.status == "final" and not [t for t in result.said if "provisional" in t.en]
    manifest = json.loads((result.release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["altered_since_approval"] == []
    assert set(manifest["schemas"]) >= {"form.csv", "units.csv"} and len(manifest["code_sha256"]) == 64


def unit_of_a_line(schemas: Path) -> tuple[str, int]:
    path = schemas / "form.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = [n for n, line in enumerate(lines) if ",4.03," in line]
    assert lines[number].count("million_vnd") == 1
    lines[number] = lines[number].replace("million_vnd", "billion_vnd")
    path.write_text("".join(lines), encoding="utf-8")
    return "form.csv", number + 1


def a_board_more(schemas: Path) -> tuple[str, int]:
    path = schemas / "boards.csv"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    row = dict(zip(heading.split(","), next(line for line in lines if line.startswith("ha-nam,")).split(",")))
    new = {**row, "slug": "thai-nguyen", "name_vi": "Thái Nguyên", "gso_code": "19", "iso_3166_2": "VN-69"}
    path.write_text("\n".join([heading, *lines, ",".join(new.values()), ""]), encoding="utf-8")
    return "boards.csv", len(lines) + 2


@pytest.mark.parametrize("change", [unit_of_a_line, a_board_more], ids=lambda f: f.__name__)
def test_what_changes_a_figure_makes_the_period_provisional_and_is_named(
    approved: RawStore, tmp_path: Path, schemas: Path, change: Callable[[Path], tuple[str, int]]
) -> None:
    file, line = change(schemas)
    with pytest.raises(FinalRefused):
        rerun(approved, tmp_path, schemas, final=True, warehouse="refused")
    result = rerun(approved, tmp_path, schemas)
    assert result.release.status == "provisional"
    said = said_of_approval(result)
    assert f"schemas/{file}, line {line}" in said, said
    manifest = json.loads((result.release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["altered_since_approval"]
    if change is unit_of_a_line:
        assert "bloc 4.03 total actual: 5,180.2 million VND → 5.1802 billion VND" in said
    assert rerun(approved, tmp_path, schemas).release.unchanged


def factor_mistyped(schemas: Path) -> tuple[str, int]:
    """Figures sent in thousand USD are read a thousand times too large."""
    return "units.csv", changed(schemas, "units.csv", "thousand_usd,usd,1000,", "thousand_usd,usd,1000000,", once=True)


def query_for_another_unit(schemas: Path) -> tuple[str, int]:
    """A unit other than the form's, which was a remark, becomes a question: a state changes and no figure."""
    return "rules.csv", changed(schemas, "rules.csv", "F12,0,info", "F12,0,query", once=True)


@pytest.mark.parametrize("change", [factor_mistyped, query_for_another_unit], ids=lambda f: f.__name__)
def test_units_and_rules_bind_too(
    tmp_path: Path, run: Run, schemas: Path, change: Callable[[Path], tuple[str, int]]
) -> None:
    store = approve(copy_periods(tmp_path / "raw", "2022-H2", "2023-H1"), run, "2023-H1")
    file, line = change(schemas)
    result = rerun(store, tmp_path, schemas, period="2023-H1")
    said = said_of_approval(result)
    assert f"schemas/{file}, line {line}" in said, said
    if change is query_for_another_unit:
        assert "ninh-binh state: accepted → accepted with queries" in said, said


def test_a_change_of_code_that_changes_a_figure_is_named(approved: RawStore, tmp_path: Path, run: Run) -> None:
    """As if the code that ran then had made another figure of the same files."""
    figures, record = files(approved)
    known = json.loads(record.read_bytes())
    record.write_text(json.dumps({**known, "code_sha256": "0" * 64}), encoding="utf-8")
    approved_then = figures.read_text(encoding="utf-8")
    assert "5180.2" in approved_then
    figures.write_text(approved_then.replace("5180.2", "10360.4"), encoding="utf-8")
    result = run(approved.root, PERIOD, warehouse=tmp_path / "w2")
    said = said_of_approval(result)
    assert ("the program has changed" in said and "000000000000" in said and "10,360.4" in said) or "more" in said
    assert figures.is_file() and result.release.status == "provisional"


def test_an_old_approval_covers_what_the_release_of_its_digest_holds(
    approved: RawStore, tmp_path: Path, schemas: Path
) -> None:
    """The release is kept, the written figures are not there yet: the unit changes, and the release tells what was."""
    for path in files(approved):
        path.unlink()
    unit_of_a_line(schemas)
    with pytest.raises(RunRefused, match=r"5,180.2 million VND → 5.1802 billion VND.*--reason"):
        rerun(approved, tmp_path, schemas, warehouse="warehouse")
    result = rerun(approved, tmp_path, schemas, warehouse="warehouse", reason="đơn vị tính mới theo công văn 12")
    assert result.release.status == "provisional"
    said = said_of_approval(result)
    assert "5,180.2 million VND → 5.1802 billion VND" in said and "releases/1" in said
    figures, _ = files(approved)
    total = pl.read_csv(figures, schema=FIGURE_SCHEMA).filter(board="bloc", code="4.03", sector="total")
    assert total["unit"].item() == "million_vnd", "what was approved is written down, not what came of it"


def test_figures_that_cannot_be_understood_are_no_approval(approved: RawStore, run: Run) -> None:
    figures, _ = files(approved)
    figures.write_text(figures.read_text(encoding="utf-8").replace("5180.2", "năm nghìn"), encoding="utf-8")
    result = run(approved.root, PERIOD)
    assert result.release.status == "provisional"
    assert any("năm nghìn" in text.vi for text in result.said)
