"""The DOCX: laid out as Decree 30 asks, each figure a bookmark and a link to its entry, in the office's template."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import polars as pl
import pytest
from docx.oxml.ns import qn

from flows.documents.issuer import issuer_of
from flows.raw_folder.office import Office
from flows.report.model import Figure, Report
from flows.report.sources import reached
from flows.report.word.document import UnknownPlace, UnreadableTemplate, write_report, write_template
from tests.report.conftest import ROOT, Shipped, report_of

DECREE = ROOT.parent / "shared" / "tools" / "decree30.py"


@pytest.fixture(scope="module")
def report(shipped: Shipped) -> Report:
    return report_of(shipped)


@pytest.fixture(scope="module")
def written(shipped: Shipped, report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(shipped, report, tmp_path_factory.mktemp("docx") / "bao-cao.docx")


def write(shipped: Shipped, report: Report, path: Path, template: Path | None = None, **office: str) -> Path:
    issuer = issuer_of(Office(**office), shipped.reference.boards, shipped.period)
    write_report(path, report, issuer, template)
    return path


def named(document: Any, tag: str, attribute: str) -> list[str]:
    return [element.get(qn(attribute)) for element in document.element.body.iter(qn(tag))]


def shown(report: Report) -> list[Figure]:
    """The figures of sentences and of the tables beside charts."""
    parts = [part for parent in report.parts for part in (parent, *parent.parts)]
    tables = {id(chart.table): chart.table for part in parts for chart in part.charts}
    lines = [s.pieces for part in parts for paragraph in part.paragraphs for s in paragraph.sentences]
    lines += [row for table in tables.values() for row in table.rows]
    return [piece for line in lines for piece in line if isinstance(piece, Figure)]


def test_each_figure_is_a_bookmark_with_an_entry(written: Path, report: Report) -> None:
    document = docx.Document(str(written))
    bookmarks = named(document, "w:bookmarkStart", "w:name")
    assert len(bookmarks) == len(set(bookmarks))
    entries = {name for name in bookmarks if re.fullmatch(r"s\d+", name)}
    figures = shown(report)
    assert entries == {source.anchor for source in reached(report.sources, figures)}
    assert len(figures) == len([name for name in bookmarks if name.startswith("f")]) > 200
    links = list(document.element.body.iter(qn("w:hyperlink")))
    said = [(link.get(qn("w:anchor")), "".join(text.text for text in link.iter(qn("w:t")))) for link in links]
    assert sorted(said) == sorted((report.sources[one.address].anchor, one.text) for one in figures)


def test_an_entry_leads_to_file_sheet_cell_and_text(written: Path) -> None:
    document = docx.Document(str(written))
    files, entries = document.tables[-2], document.tables[-1]
    row = next(row for row in entries.rows if row.cells[2].text == "37.096,4 triệu USD")
    cells = row.cells[4].text
    assert row.cells[1].text == "Tổng doanh thu, FDI, Toàn Khối, 6 tháng đầu năm 2023"
    assert len(cells.split("; ")) == 11 and "Hà Nội" in cells
    number = re.search(r"Bắc Ninh \[(\d+)\]", cells)
    assert number and files.rows[int(number[1])].cells[3].text == "2023-H1/bac-ninh/TDKCN_bac-ninh_2023-H1.xlsx"


def test_the_office_signs_and_dots_stand_where_nothing_is_known(
    shipped: Shipped, report: Report, tmp_path: Path
) -> None:
    letterhead = docx.Document(str(write(shipped, report, tmp_path / "a.docx"))).tables[0]
    plain = "\n".join(cell.text for cell in letterhead.rows[0].cells)
    assert "ngày …… tháng …… năm ……" in plain and "Số: ……/BC-" in plain
    office = {"board": "ha-nam", "signer": "Nguyễn Văn A", "capacity": "TRƯỞNG BAN"}
    office |= {"symbol": "BQLKCN-VP", "place": "Phủ Lý"}
    document = docx.Document(str(write(shipped, report, tmp_path / "b.docx", **office)))
    text = "\n".join(cell.text for table in document.tables for cell in table._cells)
    assert "Nguyễn Văn A" in text and "TRƯỞNG BAN" in text and "Phủ Lý, ngày" in text and "/BC-BQLKCN" in text


def test_the_template_rules_order_words_and_styles(shipped: Shipped, report: Report, tmp_path: Path) -> None:
    template = tmp_path / "report_template.docx"
    write_template(template, report)
    document = docx.Document(str(template))
    places = {paragraph.text: paragraph for paragraph in document.paragraphs}
    places["{{investment}}"]._p.addprevious(places["{{safety}}"]._p)
    places["{{party}}"]._p.getparent().remove(places["{{party}}"]._p)
    places["{{opening}}"].insert_paragraph_before("Căn cứ quy chế của Khối.")
    document.styles["Đoạn văn"].font.italic = True
    document.save(str(template))
    made = docx.Document(str(write(shipped, report, tmp_path / "c.docx", template)))
    said = [paragraph.text for paragraph in made.paragraphs]
    heads = [text for text in said if re.match(r"\d+\. ", text)]
    assert heads[:2] == ["1. Môi trường, an toàn và trật tự", "2. Thu hút đầu tư"]
    assert not any("Xây dựng Đảng" in text for text in said) and "Căn cứ quy chế của Khối." in said
    assert not any("{{" in text for text in said)
    assert made.styles["Đoạn văn"].font.italic


def test_a_template_that_cannot_be_used_is_named(shipped: Shipped, report: Report, tmp_path: Path) -> None:
    template = tmp_path / "report_template.docx"
    template.write_bytes(b"no docx")
    with pytest.raises(UnreadableTemplate, match=r"report_template\.docx"):
        write(shipped, report, tmp_path / "d.docx", template)
    document = docx.Document()
    document.add_paragraph("{{budget}}")
    document.save(str(template))
    with pytest.raises(UnknownPlace, match="budget"):
        write(shipped, report, tmp_path / "d.docx", template)


def test_charts_have_alternative_text_and_their_figures(written: Path, report: Report) -> None:
    charts = [chart for parent in report.parts for part in (parent, *parent.parts) for chart in part.charts]
    document = docx.Document(str(written))
    properties = [one for one in document.element.body.iter(qn("wp:docPr")) if one.get("descr")]
    assert len(properties) == len(charts) > 8
    with ZipFile(io.BytesIO(written.read_bytes())) as archive:
        drawn = [name for name in archive.namelist() if name.startswith("word/charts/chart")]
    assert len(drawn) == len(charts)


HOSTILE = "".join((
    "=HYPERLINK(\"x\")|cmd <w:p/>&amp;]]><script>", "a\x00\x0b\x1f\ufffe\ud800b", "\u202e000.1\u202c\u2066",
    "{{investment}} {% raw %}", "\ue0000\ue001\ue002\ue0031", "hai\n\n- dòng\r\n> ba", "e\u0302\u0301" * 300,
))  # fmt: skip


def test_text_of_others_stays_text(shipped: Shipped, written: Path, tmp_path: Path) -> None:
    """In the office's line, in a publication's source and words, in what a cell holds and where it stands."""
    said = HOSTILE.replace("\ud800", "")  # no table holds half a letter
    frames = dict(shipped.frames)
    for table, columns in (("reconciliation", ("source", "unit_as_written")), ("observations", ("raw_text", "sheet"))):
        frames[table] = frames[table].with_columns(pl.lit(said).alias(name) for name in columns)
    hostile = report_of(Shipped(shipped.folder, frames, shipped.facts, shipped.period, shipped.reference))
    office = dict.fromkeys(("office", "signer", "capacity", "symbol", "place"), HOSTILE)
    document = docx.Document(str(write(shipped, hostile, tmp_path / "hostile.docx", **office)))
    plain = docx.Document(str(written))
    # The same sentences, tables, bookmarks and links: nothing of it became a part of how the document is built.
    assert [len(p.runs) for p in document.paragraphs] == [len(p.runs) for p in plain.paragraphs]
    assert [len(table.rows) for table in document.tables] == [len(table.rows) for table in plain.tables]
    assert named(document, "w:bookmarkStart", "w:name") == named(plain, "w:bookmarkStart", "w:name")
    tags = [{element.tag for element in one.element.body.iter()} for one in (document, plain)]
    assert tags[0] - tags[1] <= {qn("w:br")}, "a line of the office may be two"
    text = "".join(element.text or "" for element in document.element.body.iter(qn("w:t")))
    assert "<script>" in text and not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.skipif(not DECREE.is_file(), reason="the checks of the decree lie beside the project")
def test_the_layout_of_the_decree_holds(written: Path, shipped: Shipped, tmp_path: Path) -> None:
    english = write(shipped, report_of(shipped), tmp_path / "of-an-office.docx", board="ha-nam", signer="Trần B")
    for path in (written, english):
        checked = subprocess.run([sys.executable, str(DECREE), str(path), "bao-cao"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout


def test_the_same_release_gives_the_same_text(shipped: Shipped, report: Report, tmp_path: Path) -> None:
    once, again = (docx.Document(str(write(shipped, report_of(shipped), tmp_path / f"{n}.docx"))) for n in "ab")
    assert once.element.xml == again.element.xml
