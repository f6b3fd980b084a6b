"""A ratio is one line of ratios.csv: what it says is read, checked against the form, and is all there is to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas.form import ValueKey
from schemas.language.columns import ListSum
from schemas.language.ratios import load_ratios
from schemas.reference import load_reference
from schemas.tabular import FOLDER
from tests.derive.test_incomplete import BLOC, built, row
from tests.support import dated
from tests.support.received import received

REFERENCE = load_reference()


def with_line(folder: Path, line: str) -> Path:
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder)
    with (folder / "ratios.csv").open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
    return folder


@pytest.mark.parametrize("line", load_ratios(), ids=lambda line: f"{line.ratio} {line.sector}")
def test_shipped_lines_are_of_the_form_and_their_units_go_together(line: object) -> None:
    assert line.of_form(REFERENCE.form) and line.scale(REFERENCE.form, REFERENCE.units) > 0  # type: ignore[attr-defined]


def test_indicators_that_are_ratios_have_their_line() -> None:
    ratios = {line.code for line in REFERENCE.form.indicators if line.kind == "ratio"}
    assert {line.indicator for line in load_ratios() if line.indicator} == ratios


def test_a_new_line_is_a_new_ratio(tmp_path: Path) -> None:
    folder = with_line(
        tmp_path,
        "income_tax,,fdi,2.06 + 2.05,sum(B9.land where event=new and sector=fdi),million_usd/hectare,Thử,Test,,",
    )
    (line,) = (line for line in load_ratios(folder) if line.ratio == "income_tax")
    assert line.numerator == ((ValueKey("2.06", "fdi", "actual"),), (ValueKey("2.05", "fdi", "actual"),))
    assert line.denominator == ((ListSum("B9", "land", (("event", "new"), ("sector", "fdi"))),),)
    assert line.formula == "(2.06 + 2.05) / sum(B9.land where event=new and sector=fdi)"
    tables = built([received(board=board, period="2023-H1") for board in BLOC], load_reference(folder))
    found = tables["ratios"].filter(ratio="income_tax")
    observed = tables["observations"].filter(board="ha-noi", sector="fdi", measure="actual")
    above = sum(row(observed, code=code)["value"] for code in ("2.05", "2.06"))  # type: ignore[misc]
    assert row(found, board="ha-noi")["value"] == pytest.approx(above / 2.0)
    total = row(found, board="bloc")
    assert total["value"] == pytest.approx(above / 2.0) and total["denominator"] == 22.0 and total["boards_in"] == 11


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,,fdi,2.02 + 2.07,2.01,percent,Thử,Test,,", "do not go together"),
        ("a,,fdi,2.02,2.01,million_usd/nothing,Thử,Test,,", "do not go together"),
    ],
)
def test_units_that_do_not_go_together_are_refused(tmp_path: Path, line: str, said: str) -> None:
    own = load_ratios(with_line(tmp_path, line))[-1]
    with pytest.raises(ValueError, match=said):
        own.scale(REFERENCE.form, REFERENCE.units)


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=rf"ratios.csv line {len(load_ratios()) + 2}: 'revenue'"):
        load_ratios(with_line(tmp_path, "a,,fdi,revenue,2.01,percent,Thử,Test,,"))


@pytest.mark.parametrize(
    "line", ["a,,fdi,9.99,2.01,percent,Thử,Test,,", "a,,total,count(B8 where status=sold),3.01,percent,Thử,Test,,"]
)
def test_what_the_form_does_not_have_has_no_ratio(tmp_path: Path, line: str) -> None:
    assert not load_ratios(with_line(tmp_path, line))[-1].of_form(REFERENCE.form)


def test_a_ratio_in_another_unit_of_the_form_is_the_same_ratio(tmp_path: Path) -> None:
    """What a line is divided by counts in thousands from 2023-H1 on."""
    reference = dated.changed_from(tmp_path, "2023-H1", "re_unit")
    unit = dated.UNIT.units["total"]
    with (tmp_path / "ratios.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"a,,total,{dated.UNIT.code},3.01,{unit}/zone,Thử,Test,,\n")
    load_ratios.cache_clear()
    versions = [
        received({f"{dated.UNIT.code} total": value}, period=period, form=reference.form.in_force(period))
        for period, value in (("2022-H2", 5000.0), ("2023-H1", 5.0))
    ]
    found = built(versions, reference)["ratios"].filter(board="ha-noi", ratio="a")
    assert found["value"].n_unique() == 1 and found["value"][0] is not None and set(found["unit"]) == {f"{unit}/zone"}
