"""What tests of documents share: filling the form in as an office would, and LibreOffice to compute it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.correspond.form_layout import FormLayout
from schemas.reference import Reference, load_reference

ROOT = Path(__file__).resolve().parents[2]
SUBMISSION = ROOT / "raw/2022-H2/vinh-phuc/TDKCN_vinh-phuc_2022-H2.xlsx"

Fill = Callable[[Path, FormLayout, dict[str, Any]], None]
Compute = Callable[..., list[Path]]


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


@pytest.fixture(scope="session")
def filled_in() -> Fill:
    """Copy a board's figures into a template, then make the given changes (`B1!G6` -> value)."""

    source = openpyxl.load_workbook(SUBMISSION)

    def fill(template: Path, layout: FormLayout, changes: dict[str, Any]) -> None:
        book = openpyxl.load_workbook(template)
        for name, table in layout.tables.items():
            for row in table.rows.values():
                for column in table.columns:
                    cell = f"{table.letter(column)}{row}"
                    book[name][cell].value = source[name][cell].value
        for name, sheet in layout.lists.items():
            row = sheet.first_row
            while source[name].cell(row, 1).value is not None:
                for column in range(1, sheet.width + 1):
                    book[name].cell(row, column).value = source[name].cell(row, column).value
                row += 1
        for place, value in changes.items():
            name, _, address = place.partition("!")
            book[name][address].value = value
        book.save(template)

    return fill


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Compute:
    """Open workbooks in LibreOffice, let it compute every formula, and save them again."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: the form's formulas cannot be computed")
    profile = tmp_path_factory.mktemp("libreoffice-profile")

    def compute(*paths: Path) -> list[Path]:
        folder = paths[0].parent / "computed"
        run = subprocess.run(
            [office, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), *map(str, paths)],
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        results = [folder / path.name for path in paths]
        assert all(path.is_file() for path in results), run.stderr
        return results

    return compute
