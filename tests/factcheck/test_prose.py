"""Running text beside the form in a docx: `zones check` says where the two differ, and judges the form alone."""

from __future__ import annotations

import json
from pathlib import Path

import docx
from typer.testing import CliRunner

from flows.commands.application import build_application
from tests.factcheck.conftest import ROOT

FORM = max((ROOT / "raw" / "2023-H1").glob("*/*.docx"))


def checked(path: Path, warehouse: Path) -> dict[str, object]:
    empty = warehouse / "none"
    empty.mkdir(exist_ok=True)
    words = ["check", str(path), "--format", "json", "--raw", str(empty), "--warehouse", str(warehouse)]
    words += ["--period", "2023-H1", "--board", FORM.parent.name, "--values"]
    result = CliRunner().invoke(build_application("check"), words, prog_name="zones")
    answer = json.loads(result.stdout)[0]
    assert isinstance(answer, dict)
    return answer


def test_running_text_is_held_against_the_form_beside_it(tmp_path: Path, warehouse: Path) -> None:
    plain = checked(FORM, warehouse)
    assert "prose" not in plain
    values = plain["values"]
    assert isinstance(values, list)
    figure = {(v["code"], v["sector"]): v["value"] for v in values if v["measure"] == "actual"}
    new, workers = figure["1.01", "total"], figure["2.07", "total"]
    document = docx.Document(str(FORM))
    document.add_paragraph(
        f"Trong 6 tháng đầu năm 2023, Ban Quản lý đã cấp mới {new + 7} dự án. Tổng số lao động trong các khu công "
        f"nghiệp là {workers} người."
    )
    document.save(str(tmp_path / "with-prose.docx"))
    answer = checked(tmp_path / "with-prose.docx", warehouse)
    prose = answer["prose"]
    assert isinstance(prose, list)
    assert [(claim["code"], claim["token"], claim["ours"]) for claim in prose] == [("1.01", str(new + 7), new)]
    assert (answer["status"], answer["findings"]) == (plain["status"], plain["findings"])
