"""One language a screen: which one, help in it, calls that cannot be followed, and output in any code page."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from flows.commands.application import build_application
from flows.commands.plain_output import nearest_in
from flows.texts.commands import COMMANDS
from flows.texts.screen import options, usage
from flows.texts.screen.help import HELP
from flows.texts.screen.language import language_asked
from schemas.text import Text


def zones(*arguments: str, encoding: str = "utf-8", **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    return subprocess.run(
        [sys.executable, "-m", "flows.commands.application", *arguments],
        capture_output=True,
        env=clean | {"PYTHONIOENCODING": encoding, "COLUMNS": "80"} | environment,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "language", "rest"),
    [
        (["status", "2023-H1"], {}, "en", ["status", "2023-H1"]),
        (["--lang", "vi", "status"], {}, "vi", ["status"]),
        (["status", "--lang=vi"], {"ZONES_LANG": "en"}, "vi", ["status"]),
        (["status"], {"ZONES_LANG": "vi", "LANG": "en_US.UTF-8"}, "vi", ["status"]),
        (["status"], {"LANG": "vi_VN.UTF-8"}, "vi", ["status"]),
        (["status"], {"LC_ALL": "C", "LANG": "vi_VN.UTF-8"}, "en", ["status"]),
        (["check", "--", "--lang"], {"LC_ALL": "C"}, "en", ["check", "--", "--lang"]),
    ],
)
def test_the_language_is_the_options_the_variables_the_locales(
    arguments: list[str], environment: dict[str, str], language: str, rest: list[str]
) -> None:
    assert language_asked(arguments, environment or {"LC_ALL": "C"}) == (language, rest)


def test_a_language_nobody_speaks_is_one_sentence() -> None:
    done = zones("status", "--lang", "fr")
    assert done.returncode == 2
    assert "fr" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_every_command_has_a_help_page_in_both_languages() -> None:
    assert set(HELP) == set(COMMANDS)
    for name, page in HELP.items():
        assert page.what.vi != page.what.en
        assert any(f"zones {name}" in example for example in page.examples)


VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def test_a_help_page_is_in_one_language() -> None:
    english = "\n".join(re.sub(r"^  zones .*$", "", zones(name, "--help", "--lang", "en").stdout.decode(), flags=re.M)
                        for name in ("correct", "run"))  # fmt: skip
    assert not VIETNAMESE.search(english)
    vietnamese = zones("correct", "--help", "--lang", "vi").stdout.decode()
    for word in (usage.USAGE, usage.OPTIONS, options.REASON):
        assert word.vi in vietnamese
        assert word.en not in vietnamese


def test_no_option_is_worded_outside_the_texts() -> None:
    said = {text.en for text in [*vars(options).values(), *vars(usage).values()] if isinstance(text, Text)}
    said |= {"Show this message and exit."}
    for name in COMMANDS:
        (command,) = [c for c in build_application(name).registered_commands if c.name == name]
        assert command.help is None, name
        assert said


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["chek"], "check"),
        (["run", "--halp"], "--help"),
        (["why", "2023-H1"], "ĐƠN_VỊ"),
        (["check", "x", "--format", "xml"], "text, json"),
        (["status", "2023-H1", "thua"], "thua"),
        (["check", "x", "--period"], "--period"),
        (["serve", "--port", "0"], "--port"),
    ],
)
def test_a_call_that_cannot_be_followed_is_said_in_the_language(arguments: list[str], shown: str) -> None:
    done = zones(*arguments, "--lang", "vi")
    said = done.stderr.decode()
    assert done.returncode == 2
    assert shown in said
    assert VIETNAMESE.search(said)
    assert "Traceback" not in said


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii", "latin-1"])
def test_output_in_any_code_page_is_never_a_traceback(encoding: str) -> None:
    for arguments in (["--help"], ["run", "--help"], ["status", "1875"]):
        done = zones(*arguments, "--lang", "vi", encoding=encoding)
        assert b"Traceback" not in done.stderr
    text = "Ban Quản lý các KCN tỉnh Hưng Yên: “ế” ữ Ộ đ → 1.234"
    shown = text.encode(encoding, nearest_in(encoding)).decode(encoding)
    assert "?" not in shown


def test_a_code_page_with_tone_marks_of_its_own_keeps_the_words() -> None:
    import unicodedata

    text = "Quản lý tỉnh Hưng Yên ữ Ộ đ"
    assert unicodedata.normalize("NFC", text.encode("cp1258", nearest_in("cp1258")).decode("cp1258")) == text


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["status", "2023H1"], "2023-H1"),
        (["status", "h2/2023"], "2023-H2"),
        (["why", "2023-H1", "hanoi", "1.01"], "ha-noi?"),
        (["why", "2023-H1", "Hà Nội", "2.2"], "2.02?"),
        (["why", "2023-H1", "ha-noi", "Tổng doanh thuu"], "2.02"),
        (["rules", "R23"], "R203"),
        (["rules", "203"], "R203"),
    ],
)
def test_what_is_nearly_a_name_is_asked_back(arguments: list[str], meant: str) -> None:
    done = zones(*arguments, "--lang", "en")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "Did you mean" in said and meant in said.partition("Did you mean")[2]


def test_a_label_is_as_good_as_a_code() -> None:
    from flows.steps.asked import indicator_named
    from schemas.periods import Period
    from schemas.reference import load_reference

    form, period = load_reference().form, Period(2023, 1)
    for word in ("2.02", "revenue", "tong doanh thu", "Tổng doanh thu", "Revenue"):
        assert indicator_named(word, form.in_force(period), period).code == "2.02"
