"""Our own fact checker finds nothing against our own reports (some periods; every one in a campaign)."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from flows.documents.issuer import issuer_of
from flows.factcheck.claim import AGAINST
from flows.factcheck.factcheck import check_text
from flows.factcheck.release import load_release
from flows.factcheck.text.document import read_document
from flows.factcheck.text.grammar import load_grammar
from flows.raw_folder.office import Office
from flows.report.page.page import page_html
from flows.report.word.document import write_report
from schemas.periods import parse_period
from tests.report.conftest import Shipped, report_of
from tests.support.campaigns import IN_CAMPAIGN

pytestmark = pytest.mark.campaign
PERIODS = [f"{year}-H{half}" for year in range(2021, 2026) for half in (1, 2)]


SOME = [("2021-H1", "docx"), ("2023-H1", "html"), ("2025-H2", "docx")]


@pytest.mark.parametrize(("period", "form"), list(product(PERIODS, ("docx", "html"))) if IN_CAMPAIGN else SOME)
def test_nothing_speaks_against_our_own_report(ten: Shipped, period: str, form: str, tmp_path: Path) -> None:
    path, report = tmp_path / f"bao-cao.{form}", report_of(ten, period)
    if form == "html":
        path.write_text(page_html(report, ten.frames["periods"], ten.facts), encoding="utf-8")
    else:
        write_report(path, report, issuer_of(Office(), ten.reference.boards, parse_period(period)))
    checked = check_text(read_document(path), load_release(ten.folder, ten.reference, load_grammar()))
    assert (checked.scope, checked.period) == ("bloc", period)
    against = [
        (one.token, one.verdict, said) for one, said in zip(checked.claims, checked.sentences) if one.verdict in AGAINST
    ]
    assert against == []
    assert sum(one.verdict in ("agrees", "agrees_by_rounding") for one in checked.claims) > 500
