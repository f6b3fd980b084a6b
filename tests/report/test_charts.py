"""Charts as they are drawn: every figure at its mark, text that stays text, Word's own charts with their figures."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from flows.documents import parts
from flows.report.charts.svg import chart_svg
from flows.report.charts.word import add_chart
from flows.report.model import Address, Chart, Doubt, Figure, Series, Table

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def figure(text: str, value: float, name: str, queries: int = 0) -> Figure:
    return Figure(text, value, "million_usd", Address("observations", (("board", name),)), Doubt(open_queries=queries))


REVENUE = (figure("37.096,4", 37096.4, "a"), figure("15.480,2", 15480.2, "b", queries=1), figure("0", 0.0, "c"))


def chart(figures: tuple[Figure | None, ...] = REVENUE, kind: str = "bars", **facts: object) -> Chart:
    names = ("Bắc Ninh", "Hà Nam", "Hưng Yên") if kind == "bars" else ("2022-H1", "2022-H2", "2023-H1")
    table = Table("revenue", "Doanh thu", ("Ban", "triệu USD"), (), (False, True))
    made = Chart(
        "revenue", kind, "Doanh thu (triệu USD)", "Doanh thu: Bắc Ninh 37.096,4.", "million_usd", names,
        (Series("Doanh thu", figures),), table,
    )  # fmt: skip
    return replace(made, **facts)  # type: ignore[arg-type]


def drawn(made: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart_svg(made, lambda one: f"#{one.address.key[0][1]}"))


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_every_figure_stands_at_its_mark_and_leads_to_its_source(kind: str) -> None:
    picture = drawn(chart(kind=kind))
    figures = {"".join(text.itertext()): link.get("href") for link in picture.iter("a") for text in link.iter("text")}
    assert figures == {"37.096,4": "#a", "15.480,2 (?)": "#b", "0": "#c"}
    assert picture.findtext("title") == "Doanh thu (triệu USD)"
    assert picture.findtext("desc") == "Doanh thu: Bắc Ninh 37.096,4."


def test_bars_are_as_long_as_their_figures_and_doubtful_ones_are_hatched() -> None:
    bars = [bar for bar in drawn(chart()).iter("rect") if bar.get("x")]
    lengths = [float(bar.get("width", "")) for bar in bars]
    assert lengths[1] / lengths[0] == pytest.approx(15480.2 / 37096.4, abs=0.001) and lengths[2] == 0
    assert [str(bar.get("fill")).startswith("url(") for bar in bars] == [False, True, False]


def test_what_is_below_zero_goes_to_the_left_and_stays_in_the_picture() -> None:
    picture = drawn(chart((figure("100", 100.0, "a"), figure("-250", -250.0, "b"), None)))
    zero = float(next(picture.iter("line")).get("x1", ""))
    up, down = [bar for bar in picture.iter("rect") if bar.get("x")]
    assert float(up.get("x", "")) == zero
    assert float(down.get("x", "")) + float(down.get("width", "")) == pytest.approx(zero, abs=0.2)
    assert float(down.get("x", "")) > 0


def test_a_line_is_broken_where_there_is_no_figure() -> None:
    path = next(drawn(chart((REVENUE[0], None, REVENUE[2]), "lines")).iter("path")).get("d", "")
    assert path.count("M") == 2 and "L" not in path


def test_a_hostile_name_stays_text() -> None:
    hostile = '"><script>alert(1)</script>'
    made = chart(title=hostile, description=hostile, categories=(hostile, "b", "c"))
    assert "<script" not in chart_svg(made)
    assert hostile in "".join(drawn(made).itertext())


def saved(*charts: Chart) -> bytes:
    document = parts.new_document()
    for one in charts:
        add_chart(document, one)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_a_chart_of_word_holds_its_figures_its_workbook_and_its_words() -> None:
    with zipfile.ZipFile(io.BytesIO(saved(chart(), chart(kind="lines")))) as archive:
        names = archive.namelist()
        bars = ElementTree.fromstring(archive.read("word/charts/chart1.xml"))
        book = openpyxl.load_workbook(io.BytesIO(archive.read("word/embeddings/chart1.xlsx")))
        body = archive.read("word/document.xml").decode()
        relations = archive.read("word/charts/_rels/chart2.xml.rels").decode()
    assert {"word/charts/chart2.xml", "word/embeddings/chart2.xlsx"} <= set(names)
    cached = [float(value.text or "") for cache in bars.iter(f"{CHART}numCache") for value in cache.iter(f"{CHART}v")]
    assert cached == [37096.4, 15480.2, 0.0]
    assert [row[1] for row in book.active.iter_rows(min_row=2, max_row=4, values_only=True)] == cached
    assert bars.find(f"{CHART}externalData") is not None and "chart2.xlsx" in relations
    shown = ["".join(label.itertext()) for label in bars.iter(f"{CHART}dLbl")]
    assert [re.findall(r"\d[\d.,]*(?: \(\?\))?", one)[0] for one in shown] == ["37.096,4", "15.480,2 (?)", "0"]
    assert 'descr="Doanh thu: Bắc Ninh 37.096,4."' in body


def test_the_same_figures_give_the_same_chart() -> None:
    parts_of = [zipfile.ZipFile(io.BytesIO(saved(chart()))) for _ in range(2)]
    first, second = (
        [archive.read(f"word/{name}") for name in ("charts/chart1.xml", "embeddings/chart1.xlsx")]
        for archive in parts_of
    )
    assert first == second


@pytest.mark.libreoffice
def test_libreoffice_opens_a_document_with_charts(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "charts.docx"
    path.write_bytes(saved(chart(), chart((REVENUE[0], None, REVENUE[2]), "lines")))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "charts.odt") as archive:
        objects = [
            archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"Object \d+/content.xml", name)
        ]
    assert len(objects) == 2 and all("37.096,4" in one for one in objects)
