"""The desk: only for this machine, the same as the commands, and a half-year gone through by its forms alone."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from flows.commands.application import build_application
from flows.desk.application import desk
from flows.desk.guarding import UPLOAD_BYTES
from flows.desk.pages import deciding
from flows.steps.running.request import RunRequest
from flows.texts.screen.language import ENGLISH, speak
from tests.support.campaigns import cases

ROOT = Path(__file__).resolve().parents[2]
FAULTY = sorted((ROOT / "tests" / "data" / "faulty").glob("*.*"))
PORT = 8321
HOME = f"http://127.0.0.1:{PORT}"
PERIOD = "2022-H2"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """2022-H2 with one board missing."""
    folder = tmp_path / "raw"
    shutil.copytree(ROOT / "raw" / PERIOD, folder / PERIOD)
    shutil.copytree(ROOT / "raw" / "2022-H1", folder / "2022-H1")
    shutil.rmtree(folder / PERIOD / "ha-nam")
    receipts = folder / PERIOD / "receipts.csv"
    lines = receipts.read_text(encoding="utf-8").splitlines(keepends=True)
    receipts.write_text("".join(line for line in lines if not line.startswith("ha-nam,")), encoding="utf-8")
    return folder


@pytest.fixture
def client(raw: Path) -> Iterator[TestClient]:
    with TestClient(desk(raw, raw.parent / "warehouse", PORT), base_url=HOME) as client:
        yield client
    speak(ENGLISH)


def token(page: str) -> str:
    match = re.search(r'name="token" value="([^"]+)"', page)
    assert match
    return match[1]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def command(*words: object) -> str:
    speak(ENGLISH)
    done = CliRunner().invoke(build_application(str(words[0])), [str(word) for word in words], prog_name="zones")
    assert done.exit_code in (0, 1, 2), done.output
    return done.stdout


def ended_by(raw: Path) -> bytes:
    return (raw / PERIOD / "corrections.csv").read_bytes()


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": f"127.0.0.1.evil.example:{PORT}"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"http://127.0.0.1:{PORT + 1}"},
    ],
)
def test_other_hosts_and_origins_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get("/", headers=headers).status_code == 403
    assert client.post("/check", headers=headers).status_code == 403


def test_a_page_of_another_site_cannot_post(client: TestClient) -> None:
    assert client.post("/check", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_what_writes_needs_the_token_and_checking_does_not(client: TestClient, raw: Path) -> None:
    forms = [f"/board/bac-ninh/{PERIOD}/{what}" for what in ("submit", "correct", "waive", "end-waiver")] + [
        f"/approve/{PERIOD}"
    ]
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    for path in forms:
        for word in ({}, {"token": "guessed"}):
            assert client.post(path, data=word | {"confirmed": "yes"}).status_code == 403
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before
    assert client.post("/check", files={"file": (FAULTY[0].name, FAULTY[0].read_bytes())}).status_code == 200


def test_an_upload_past_the_limit_is_refused_before_it_is_read(client: TestClient) -> None:
    announced = client.post("/check", content=b"x", headers={"content-length": str(UPLOAD_BYTES + 1)})
    assert announced.status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(UPLOAD_BYTES // 2**20 + 2):
            yield b"x" * 2**20

    assert client.post("/check", content=endless()).status_code in (413, 400)


def test_no_page_holds_a_script(client: TestClient) -> None:
    for path in ("/", "/check", f"/board/bac-ninh/{PERIOD}", f"/approve/{PERIOD}", f"/figures/{PERIOD}", "/releases"):
        shown = client.get(path)
        assert shown.status_code == 200, path
        assert "<script" not in shown.text
        assert "default-src 'none'" in shown.headers["content-security-policy"]


@pytest.mark.campaign
@pytest.mark.parametrize("file", FAULTY[:: cases(5, 1)], ids=lambda path: path.name)
def test_a_dropped_file_is_told_exactly_as_the_command_tells_it(
    client: TestClient, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    shutil.copy(file, tmp_path / file.name)
    monkeypatch.chdir(tmp_path)
    told = command("check", file.name, "--format", "json", "--raw", raw, "--warehouse", raw.parent / "warehouse")
    posted = client.post(
        "/check", files={"file": (file.name, file.read_bytes())}, headers={"accept": "application/json"}
    )
    assert posted.text == told


def test_a_page_tells_what_is_wrong_and_draws_the_sheet(client: TestClient) -> None:
    file = next(path for path in FAULTY if path.name.startswith("r101-"))
    page = client.post("/check", files={"file": (file.name, file.read_bytes())}).text
    assert "R101" in page and 'class="error suspected"' in page
    for name, kind in (("ban-phan-hoi.xlsx", b"PK"), ("cong-van.docx", b"PK")):
        (link,) = set(re.findall(rf'href="(/checked/[^"]+/{name})"', page))
        assert client.get(link).content.startswith(kind)


def test_hostile_uploads_are_a_sentence(client: TestClient) -> None:
    contents = [b"", b"\x00" * 4000, b"PK\x03\x04" + b"\xff" * 300, b"<html><script>alert(1)</script></html>"]
    names = ["a.xlsx", "../../etc/passwd", "<script>alert(1)</script>.xlsx", "a\x00b.xls", "x" * 300 + ".docx", ".", ""]
    for content in contents:
        for name in names:
            shown = client.post("/check", files={"file": (name, content)})
            assert shown.status_code in (200, 400), (name, content[:20])
            assert "<script>alert" not in shown.text and "Traceback" not in shown.text


def test_a_half_year_by_the_desk_alone(client: TestClient, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the missing board to an approved release and its report: what stands in raw/ is what the commands write."""
    monkeypatch.setattr(deciding, "RunRequest", partial(RunRequest, exports=False))
    assert "Việc tiếp theo" in client.get(f"/?period={PERIOD}").text
    file = ROOT / "raw" / PERIOD / "ha-nam" / f"TDKCN_ha-nam_{PERIOD}.xlsx"
    looked = client.post("/check", files={"file": (file.name, file.read_bytes())}).text
    fields = hidden(looked[looked.index("/submit") :]) | {"sender": "vanthu@ha-nam.example"}
    asked = client.post(f"/board/ha-nam/{PERIOD}/submit", data=fields).text
    assert not (raw / PERIOD / "ha-nam").exists(), "nothing is written before it is confirmed"
    assert f'href="/board/ha-nam/{PERIOD}"' in asked, "who does not confirm goes back to the board"
    written = client.post(f"/board/ha-nam/{PERIOD}/submit", data=hidden(asked))
    assert written.status_code == 200
    assert (raw / PERIOD / "ha-nam" / file.name).read_bytes() == file.read_bytes()

    board = client.get(f"/board/ha-nam/{PERIOD}").text
    correction = {"code": "1.08", "sector": "fdi", "measure": "actual", "value": "99.5", "reason": "CV 12",
                  "approved_by": "Trưởng ban", "token": token(board)}  # fmt: skip
    wrong = client.post(f"/board/ha-nam/{PERIOD}/correct", data=correction | {"expect": "1"})
    assert wrong.status_code == 400 and not (raw / PERIOD / "corrections.csv").exists()
    (read,) = json.loads(command("check", file, "--format", "json", "--values", "--raw", raw))
    of = ("1.08", "fdi", "actual")
    found = next(v["value"] for v in read["values"] if (v["code"], v["sector"], v["measure"]) == of)
    asked = client.post(f"/board/ha-nam/{PERIOD}/correct", data=correction | {"expect": str(found)}).text
    assert "99,5 triệu USD" in asked and not (raw / PERIOD / "corrections.csv").exists()
    assert client.post(f"/board/ha-nam/{PERIOD}/correct", data=hidden(asked)).status_code == 200
    by_desk = (raw / PERIOD / "corrections.csv").read_bytes()
    with (raw / PERIOD / "corrections.csv").open(encoding="utf-8") as lines:
        (line,) = csv.DictReader(lines)
    (raw / PERIOD / "corrections.csv").unlink()
    command("correct", PERIOD, "ha-nam", "1.08", "fdi", "--expect", found, "--value", "99.5", "--reason", "CV 12",
            "--approved-by", "Trưởng ban", "--raw", raw, "--warehouse", raw.parent / "warehouse")  # fmt: skip
    with (raw / PERIOD / "corrections.csv").open(encoding="utf-8") as lines:
        (other,) = csv.DictReader(lines)
    by_command = (raw / PERIOD / "corrections.csv").read_bytes()
    assert by_desk == by_command.replace(other["date"].encode(), line["date"].encode())

    approval = client.get(f"/approve/{PERIOD}").text
    assert "Chưa công bố lần nào" in approval and "Thu hút đầu tư" in approval, "the report stands on the page itself"
    assert "Biểu 1, ô E13" in approval.partition("<form")[0], "so does what is asked"
    behind = set(re.findall(r'class="figure"[^>]* href="([^"]+)"', approval))
    assert f"/figures/{PERIOD}/2.02" in behind and client.get(f"/figures/{PERIOD}/2.02").status_code == 200
    shown = hidden(approval)
    late = client.post(f"/approve/{PERIOD}", data=shown | {"shown": "0" * 64, "decision": "refuse", "approved_by": "A"})
    assert late.status_code == 400 and not (raw / PERIOD / "approvals.csv").exists(), "not what was shown"
    form = shown | {"decision": "refuse", "approved_by": "Nguyễn Văn A", "note": "chờ"}
    asked = client.post(f"/approve/{PERIOD}", data=form).text
    assert client.post(f"/approve/{PERIOD}", data=hidden(asked)).status_code == 200
    with (raw / PERIOD / "approvals.csv").open(encoding="utf-8") as lines:
        assert [row["decision"] for row in csv.DictReader(lines)] == ["refused"]

    (raw / PERIOD / "corrections.csv").unlink()  # what it opened is in the way of an approval
    shutil.rmtree(raw / "2022-H1")  # read and judged for less of the time
    page = client.get(f"/approve/{PERIOD}").text
    form = hidden(page) | {"decision": "approve", "approved_by": "Nguyễn Văn A", "note": ""}
    asked = client.post(f"/approve/{PERIOD}", data=form).text
    assert client.post(f"/approve/{PERIOD}", data=hidden(asked)).status_code == 200
    assert "bấm “Công bố số liệu”" in client.get(f"/?period={PERIOD}").text
    asked = client.post(f"/publish/{PERIOD}", data={"token": shown["token"]}).text
    assert "chính thức" in asked and not (raw.parent / "warehouse" / "current").exists()
    assert "số liệu chính thức" in client.post(f"/publish/{PERIOD}", data=hidden(asked)).text
    assert "lập báo cáo sơ kết" in client.get(f"/?period={PERIOD}").text
    (raw / PERIOD / "corrections.csv").write_bytes(by_desk)
    changed = client.get(f"/approve/{PERIOD}").text
    assert "So với lần công bố 1" in changed
    row = next(row for row in re.findall("<tr>.*?</tr>", changed) if "1.08" in row and "Hà Nam" in row)
    assert "99,5" in row and "Biểu 1, ô E13" in row and "đính chính" in row
    assert client.get(f"/report/{PERIOD}").status_code == 200
    assert client.get(f"/report/{PERIOD}/bao-cao_{PERIOD}.docx").content.startswith(b"PK")


def test_who_approves_is_told_of_a_later_version_that_went_back(client: TestClient, raw: Path) -> None:
    faulty = next(path for path in FAULTY if path.name.startswith("r101-"))
    command("receive", faulty, "--raw", raw, "--board", "hai-duong", "--period", PERIOD)
    approval, board = client.get(f"/approve/{PERIOD}").text, client.get(f"/board/hai-duong/{PERIOD}").text
    assert faulty.name in approval.partition("<form")[0]
    explained = re.findall(r'name="rule" value="([^"]+)"', board)
    assert "F04" in board and "R101" in explained, "the cover is of another half-year"
    assert not [rule for rule in explained if rule.startswith("F")], "where there is no figure nothing is explained"


def test_a_new_version_is_shown_beside_the_one_before_and_a_line_of_a_list_is_corrected(
    client: TestClient, raw: Path, tmp_path: Path
) -> None:
    import openpyxl

    (file,) = (raw / PERIOD / "hai-duong").glob("*.xlsx")
    book = openpyxl.load_workbook(file)
    was, book["B4"]["E8"] = book["B4"]["E8"].value, 4321
    book.save(tmp_path / "again.xlsx")
    command("receive", tmp_path / "again.xlsx", "--raw", raw, "--board", "hai-duong", "--period", PERIOD)
    board = client.get(f"/board/hai-duong/{PERIOD}").text
    told = board[board.index("So với bản trước") :]
    assert "Biểu 4, ô E8" in told and re.search(rf">{f'{was:,}'.replace(',', '.')}</td>\s*<td[^>]*>4.321</td>", told)
    assert "So với bản trước" not in client.get(f"/board/bac-ninh/{PERIOD}").text

    form = {"code": "B9", "line": "1", "field": "country", "expect": "Wakanda", "value": "Singapore", "reason": "CV",
            "approved_by": "A", "token": token(board)}  # fmt: skip
    wrong = client.post(f"/board/hai-duong/{PERIOD}/correct", data=form)
    stands = re.search(r"hiện là (.+?), không phải Wakanda", wrong.text)
    assert wrong.status_code == 400 and stands and not (raw / PERIOD / "corrections.csv").exists()
    asked = client.post(f"/board/hai-duong/{PERIOD}/correct", data=form | {"expect": stands[1]}).text
    assert "Biểu 9, dòng 1" in asked and not (raw / PERIOD / "corrections.csv").exists()
    assert client.post(f"/board/hai-duong/{PERIOD}/correct", data=hidden(asked)).status_code == 200
    with (raw / PERIOD / "corrections.csv").open(encoding="utf-8") as lines:
        (line,) = csv.DictReader(lines)
    assert (line["code"], line["line"], line["field"], line["value"]) == ("B9", "1", "country", "Singapore")

    held = (raw / PERIOD / "corrections.csv").read_bytes()
    board = client.get(f"/board/hai-duong/{PERIOD}").text
    ends = hidden(board[board.index("/end-correction") :].partition("</form>")[0])
    asked = client.post(f"/board/hai-duong/{PERIOD}/end-correction", data=ends).text
    assert "Chấm dứt đính chính này" in asked and (raw / PERIOD / "corrections.csv").read_bytes() == held
    assert client.post(f"/board/hai-duong/{PERIOD}/end-correction", data=hidden(asked)).status_code == 200
    by_desk = (raw / PERIOD / "corrections.csv").read_bytes()
    (raw / PERIOD / "corrections.csv").write_bytes(held)
    command("correct", PERIOD, "hai-duong", "B9", "--line", "1", "--field", "country", "--end", "--raw", raw,
            "--warehouse", raw.parent / "warehouse")  # fmt: skip
    moments = [next(csv.DictReader(text.decode().splitlines()))["ended_at"] for text in (by_desk, ended_by(raw))]
    assert all(moments) and by_desk.replace(moments[0].encode(), moments[1].encode()) == ended_by(raw)


def test_numbers_are_understood_as_an_office_writes_them() -> None:
    from flows.desk.pages.deciding import _plainly

    written = ["1.539,1", "99,5", "1539,1", "1,539.1", "1.234.567", "-7,5", "1539.1", "9.321", "9,321", "x", ""]
    assert [_plainly(text) for text in written] == [
        "1539.1", "99.5", "1539.1", "1539.1", "1234567", "-7.5", "1539.1", "9.321", "9,321", "x", "",
    ]  # fmt: skip


def test_a_boards_own_desk_compares_with_its_pack_and_writes_nothing(raw: Path, tmp_path: Path) -> None:
    from flows.desk.application import boards_desk
    from flows.steps.papers.pack import opened_pack
    from schemas.reference import load_reference

    command("pack", "vinh-phuc", "2023-H1", "-o", tmp_path / "pack.zip", "--raw", raw,
            "--warehouse", tmp_path / "warehouse")  # fmt: skip
    file = next(path for path in FAULTY if path.name.startswith("r204-"))
    upload = {"file": (file.name, file.read_bytes())}
    with opened_pack(tmp_path / "pack.zip", load_reference()) as pack:
        before = sorted(pack.raw.rglob("*"))
        with TestClient(boards_desk(pack, PORT), base_url=HOME) as client:
            assert "2 báo cáo các kỳ trước" in client.get("/").text
            page = client.post("/check", files=upload, data={"board": "vinh-phuc", "period": "2023-H1"}).text
            assert client.get("/bieu-mau.xlsx").content.startswith(b"PK")
            assert client.get(f"/board/vinh-phuc/{PERIOD}").status_code == client.get("/releases").status_code == 404
        assert "/submit" not in page and "R20" in page
        assert sorted(pack.raw.rglob("*")) == before
    speak(ENGLISH)


def test_all_letters_of_a_half_year_come_in_one_file(client: TestClient) -> None:
    import io
    import zipfile

    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/letters/{PERIOD}").content))
    boards = {name.partition("/")[0] for name in packed.namelist()}
    assert len(boards) == 11 and "ha-nam/cong-van.docx" in packed.namelist()
    forms = zipfile.ZipFile(io.BytesIO(client.get("/templates/2022-H1").content))
    assert len(forms.namelist()) == 11 and "Mau_ha-nam_2022-H1.xlsx" in forms.namelist()


def test_the_language_is_switched_and_kept(client: TestClient) -> None:
    assert "Việc tiếp theo" in client.get("/").text
    assert "What next" in client.get("/?lang=en").text
    assert "What next" in client.get("/").text


def test_what_is_not_there_is_a_sentence(client: TestClient) -> None:
    for path in (
        "/board/hanoi/2022-H2",
        "/board/ha-noi/2022-H9",
        "/figures/2022-H2/9.99",
        "/checked/x/cong-van.docx",
        "/no",
    ):
        shown = client.get(path)
        assert shown.status_code == 404 and "<h1>" in shown.text
