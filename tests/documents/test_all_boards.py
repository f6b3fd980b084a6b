"""Forms and letters of every board at once: complete, the same every time, nobody forgotten, nothing overwritten."""

from __future__ import annotations

import shutil
from email import message_from_bytes, policy
from pathlib import Path

import docx
import openpyxl
import pytest
from typer.testing import CliRunner, Result

from flows.commands.application import build_application
from flows.correspond.draft_message import address_in, draft_message
from schemas.periods import parse_period
from schemas.reference import load_reference

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2022-H2"
LEADER, MISSING = "ha-noi", "ha-nam"


def zones(*words: object) -> Result:
    application = build_application(str(words[0]))
    return CliRunner().invoke(application, [str(word) for word in words], prog_name="zones")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2022-H2: one board has sent nothing, one leads the bloc."""
    folder = tmp_path_factory.mktemp("letters") / "raw"
    shutil.copytree(ROOT / "raw" / PERIOD, folder / PERIOD)
    shutil.rmtree(folder / PERIOD / MISSING)
    receipts = folder / PERIOD / "receipts.csv"
    lines = receipts.read_text(encoding="utf-8").splitlines(keepends=True)
    receipts.write_text("".join(line for line in lines if not line.startswith(f"{MISSING},")), encoding="utf-8")
    header = "valid_from,board,office,signer,capacity,symbol,place\n"
    (folder / "office.csv").write_text(f"{header}2021-01-01,{LEADER},,Trần Văn A,,BQLKCN-VP,Hà Nội\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def letters(raw: Path) -> Path:
    folder = raw.parent / "first"
    done = zones("letters", PERIOD, "-o", folder, "--raw", raw, "--warehouse", raw.parent / "warehouse")
    assert done.exit_code == 0, done.output
    return folder


def test_every_board_gets_a_letter_but_the_one_that_leads(letters: Path) -> None:
    boards = {board.slug for board in load_reference().boards.members(parse_period(PERIOD))}
    assert {path.parent.name for path in letters.glob("*/cong-van.docx")} == boards - {LEADER}
    assert {path.parent.name for path in letters.glob("*/thu-gui.eml")} == boards - {LEADER}
    assert {path.parent.name for path in letters.glob("*/ban-phan-hoi.xlsx")} == boards - {MISSING}


def test_who_sent_nothing_is_reminded(letters: Path) -> None:
    words = "\n".join(p.text for p in docx.Document(str(letters / MISSING / "cong-van.docx")).paragraphs)
    assert "chưa nhận được báo cáo" in words


def test_the_message_carries_letter_and_copy(letters: Path) -> None:
    folder = letters / "hung-yen"
    message = message_from_bytes((folder / "thu-gui.eml").read_bytes(), policy=policy.default)
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert attached == {name: (folder / name).read_bytes() for name in ("cong-van.docx", "ban-phan-hoi.xlsx")}
    assert message["Subject"].startswith("V/v ") and message["X-Unsent"] == "1" and message["Date"] is None
    body = message.get_body()
    assert body is not None and "Ban Quản lý các khu công nghiệp tỉnh Hưng Yên" in body.get_content()


def test_the_same_raw_gives_the_same_files(raw: Path, letters: Path) -> None:
    again = raw.parent / "again"
    zones("letters", PERIOD, "-o", again, "--raw", raw, "--warehouse", raw.parent / "warehouse")
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.*"))}
        for folder in (letters, again)
    )
    assert first == second


def test_nothing_is_overwritten_unasked(raw: Path, letters: Path) -> None:
    words = ("letters", PERIOD, "-o", letters, "--raw", raw, "--warehouse", raw.parent / "warehouse")
    assert zones(*words).exit_code == 1
    assert zones(*words, "--force").exit_code == 0
    assert zones("letters", "2019-H1", "-o", raw.parent / "none", "--raw", raw).exit_code == 2


def test_every_board_gets_its_form(raw: Path) -> None:
    folder = raw.parent / "forms"
    done = zones("templates", "2023-H1", "-o", folder, "--raw", raw, "--warehouse", raw.parent / "warehouse")
    boards = load_reference().boards.members(parse_period("2023-H1"))
    assert done.exit_code == 0 and {path.name for path in folder.iterdir()} == {
        f"Mau_{board.slug}_2023-H1.xlsx" for board in boards
    }


def test_every_sheet_of_a_form_fits_a_page_across(raw: Path) -> None:
    path = raw.parent / "one.xlsx"
    zones("template", "ha-nam", "2023-H1", "-o", path, "--raw", raw, "--warehouse", raw.parent / "warehouse")
    for sheet in openpyxl.load_workbook(path).worksheets:
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None and fitted.fitToPage, sheet.title
        assert (sheet.page_setup.paperSize, int(sheet.page_setup.fitToHeight or 0)) == (9, 0), sheet.title


def test_an_empty_form_gives_one_entry_a_sheet(raw: Path) -> None:
    from flows.correspond.feedback.entries import entries
    from flows.steps.check import Surroundings, check_file

    path, reference = raw.parent / "empty.xlsx", load_reference()
    zones("template", "ha-nam", "2023-H1", "-o", path, "--raw", raw, "--warehouse", raw.parent / "warehouse")
    surroundings = Surroundings(raw, raw.parent / "warehouse", reference)
    checked = check_file(path, surroundings, period=parse_period("2023-H1"), board="ha-nam")
    listed = [entry for entry in entries(checked.findings, reference.form) if entry.severity == "error"]
    assert len(checked.findings) > 80 and len({entry.main.sheet for entry in listed}) == len(listed)
    assert not any(finding.repairs for entry in listed for finding in entry.findings if finding.rule == "F05")


def test_a_cell_forgotten_stays_an_entry_of_its_own(raw: Path) -> None:
    from flows.validate.findings.draft import Draft
    from flows.validate.repairs.unfilled import one_cause_a_sheet

    form = load_reference().form
    line = form.indicators[0]
    drafts = [Draft("F05", "blank", "error", 0, "s", "b", PERIOD, code=line.code, cause="own") for _ in range(3)]
    one_cause_a_sheet(drafts, form)
    assert {draft.cause for draft in drafts} == {"own"}


@pytest.mark.parametrize(
    ("sender", "address"),
    [("vanthu@ha-nam.example", "vanthu@ha-nam.example"), ("Văn thư <vanthu@ha-nam.example>", "vanthu@ha-nam.example"),
     ("văn thư", ""), ("a@b.example, c@d.example", ""), ("", "")],
)  # fmt: skip
def test_only_a_plain_address_is_written_to(sender: str, address: str) -> None:
    assert address_in(sender) == address


def test_a_subject_cannot_add_headers() -> None:
    made = message_from_bytes(draft_message("", "V/v\r\nBcc: x@y.example", "…", ()), policy=policy.default)
    assert made["Bcc"] is None
