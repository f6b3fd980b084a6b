"""The page of a release: every figure opens, what opens can be closed, and nothing in it is markup of a stranger."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from flows.report.model import Address, CellOfFile, Chart, Figure, Report, Source
from flows.report.page.page import page_html
from flows.report.report import make_report

from .conftest import Shipped


class Page(HTMLParser):
    """Links with what they say, the names of places, and the tags of a page; a tag left open is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.names: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self._said: list[str] | None = None
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if given.get("id"):
            self.names[str(given["id"])] += 1
        if tag == "a":
            self._said = []
            self.links.append((str(given.get("href")), ""))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "a" and self._said is not None:
            self.links[-1] = (self.links[-1][0], "".join(self._said).strip())
            self._said = None

    def handle_data(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)


@pytest.fixture(scope="module")
def report(shipped: Shipped) -> Report:
    return make_report(shipped.frames, shipped.facts, shipped.period, shipped.reference, with_state=True)


@pytest.fixture(scope="module")
def page(report: Report, shipped: Shipped) -> Page:
    return Page(page_html(report, shipped.frames["periods"], shipped.facts, "en.html"))


def test_every_figure_of_the_report_opens(report: Report, page: Page) -> None:
    shown = Counter(page.links)
    for figure in report.figures():
        assert shown[f"#{report.sources[figure.address].anchor}", figure.text], figure.address


def test_what_is_linked_is_there_once_and_every_source_leads_back(report: Report, page: Page) -> None:
    inside = {link[1:] for link, _ in page.links if link.startswith("#")}
    assert inside <= set(page.names) and max(page.names.values()) == 1
    assert {source.anchor for source in report.sources.values()} <= set(page.names)
    # A figure that stands on the page itself, and not only behind others, is where closing leads.
    assert len([link for link, said in page.links if said == "Đóng" and link != "#top"]) > 1000


def test_a_total_opens_down_to_the_cells(report: Report, shipped: Shipped) -> None:
    text = page_html(report, shipped.frames["periods"], shipped.facts, "en.html")
    address = Address("bloc_summary", (("period", "2023-H1"), ("key", "revenue"), ("sector", "fdi")))
    source = report.sources[address]
    block = text[text.index(f'id="{source.anchor}"') :].partition('class="opened"')[0]
    assert len(source.cells) == 11 and all(cell.submission in block and cell.cell in block for cell in source.cells)
    assert "TDKCN_quang-ninh_2023-H1.csv" in block and "#rule-R402" in block


def test_rules_are_told_in_the_language_of_the_page(report: Report, shipped: Shipped) -> None:
    assert all(rule.statement_vi for rule in shipped.reference.rules.values())
    told = {rule: said for source in report.sources.values() for rule, said in source.rules}
    assert told["R101"].startswith("FDI + DDI = tổng số")


def test_every_figure_of_a_chart_is_one_of_the_release(report: Report, shipped: Shipped) -> None:
    charts = [chart for part in report.everything() for chart in part.charts]
    assert len(charts) >= 10
    for chart in charts:
        assert _units(chart) == {chart.unit}, "one unit an axis"
        for figure in (figure for one in chart.series for figure in one.figures if figure):
            address = figure.address
            (row,) = shipped.frames[address.table].filter(**dict(address.key)).to_dicts()
            part = 100 if figure.unit == "percent" and row.get("unit") != "percent" else 1
            assert figure.value == pytest.approx(part * row[address.column], rel=1e-12), figure
        assert {figure for one in chart.series for figure in one.figures} <= {
            c for row in chart.table.rows for c in row
        }


def _units(chart: Chart) -> set[str]:
    return {figure.unit for one in chart.series for figure in one.figures if figure}


def test_what_the_state_tells_is_all_there(page: Page, shipped: Shipped) -> None:
    text = (shipped.folder / "report" / "index.html").read_text(encoding="utf-8")
    for said in (
        "Tạm tính", "11/11 ban", str(shipped.facts["release_inputs_sha256"]), "bản công bố lệch đơn vị",
        "TDKCN_nam-dinh_2023-H1_v1.docx", "bản trả lại: TDKCN_nam-dinh_2023-H1_v1.docx", "Trần Chiến", "15/07/2023",
    ):  # fmt: skip
        assert said in text, said
    assert {"state-boards", "state-totals", "state-findings", "state-versions", "state-restated"} <= set(page.names)
    versions = text[text.index('id="state-versions"') : text.index('id="state-restated"')]
    assert "1.520.900 → 1.520,9" in versions, "what a resubmission changed"
    assert "seed article" not in text


def test_it_needs_nothing_from_elsewhere_and_no_script(shipped: Shipped) -> None:
    for name in ("report/index.html", "report/en.html"):
        text = (shipped.folder / name).read_text(encoding="utf-8")
        assert not re.search(r'<script|<img|src=|href="[a-z]+:|url\(http|@import|\son[a-z]+="', text)
        for link in set(re.findall(r'href="([^"#]+)"', text)):
            assert (shipped.folder / "report" / link).is_file(), link


def test_nothing_a_board_wrote_is_markup(report: Report, shipped: Shipped) -> None:
    hostile = '"><img src=x onerror=alert(1)>{{7*7}}'
    cell = CellOfFile(
        "2023-H1",
        "x",
        hostile,
        "1",
        "fdi",
        "actual",
        hostile,
        hostile,
        hostile,
        hostile,
        hostile,
        "reported",
        (hostile,),
    )
    address, source = next(iter(report.sources.items()))
    spoiled = replace(source, label=hostile, text=hostile, how=hostile, cells=(cell,), rules=((hostile, hostile),))
    made = replace(report, about=hostile, sources={**report.sources, address: spoiled})
    page = Page(page_html(made, shipped.frames["periods"], shipped.facts, "en.html"))
    assert not page.tags["img"] and page.tags["script"] == 0


def test_a_figure_without_a_source_still_stands(report: Report, shipped: Shipped) -> None:
    made = replace(report, sources={})
    page = Page(page_html(made, shipped.frames["periods"], shipped.facts, "en.html"))
    assert not [link for link, _ in page.links if link.startswith("#s") and link != "#state"]


def test_the_model_knows_no_two_figures_of_one_source(report: Report) -> None:
    numbers = [source.number for source in report.sources.values()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(isinstance(source, Source) for source in report.sources.values())
    assert all(isinstance(figure, Figure) for figure in report.figures())
