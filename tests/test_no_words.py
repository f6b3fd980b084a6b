"""What offices write stands in schemas/*.csv, what we write to them in flows/texts: no other module holds such a word.

A word that is ASCII once folded (`thang`, `ke hoach`) is found as well as one with its accents.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from schemas.folding import fold, fold_words
from schemas.tabular import read_rows

ROOT = Path(__file__).resolve().parents[1]
EXEMPT = {
    # Letters: how they are typed, drawn, told apart, and what is left of them.
    "flows/ingest/words/letters.py",
    "flows/ingest/words/syllables.py",
    "flows/factcheck/text/tokens.py",
    "flows/commands/plain_output.py",
    "schemas/folding.py",
    # Names: of styles in a document, of a half-year, of the form and since when a line of it counts.
    "flows/documents/styles.py",
    "schemas/periods.py",
    "schemas/form.py",
    # What parts of web pages are called by those who make them.
    "flows/factcheck/text/document.py",
}
# Letters of their own, and pictures of letters in patterns such as `[A-ZĐ]`.
VIETNAMESE = re.compile(r"[^\W\d_]*[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9][^\W\d_]*")
CHOICES = re.compile(r"\[[^\]\s]*\]")
# Folded they are words of Python or of English too, or codes of sectors and currencies.
ALSO_OTHER_WORDS = {"may", "the", "ten", "len", "den", "van", "fdi", "ddi", "vnd"}
NAME = re.compile(r"[a-z0-9]+([_.-][a-z0-9]+)+[_.-]?")  # of a column, a kind, a file


def folded_words() -> frozenset[str]:
    """Every word of three letters or more that offices write with accents, without them."""
    found: set[str] = set()
    for row in read_rows(ROOT / "schemas" / "words.csv"):
        for written in row["words"].split(";"):
            if not written.isascii():
                found |= {fold(written), *fold_words(written).split()}
    return frozenset(word for word in found if len(word) > 2 and not word.isdigit()) - ALSO_OTHER_WORDS


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module but its docstrings."""
    tree = ast.parse(source)
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def held_by(source: str, folded: frozenset[str]) -> Iterator[tuple[int, str]]:
    for line, text in texts_of(source):
        if VIETNAMESE.search(CHOICES.sub("", text)) or (
            not NAME.fullmatch(text) and not folded.isdisjoint(re.findall(r"(?<!\\)[a-z]+", text))
        ):
            yield line, text


def test_no_module_holds_a_word_of_an_office() -> None:
    folded = folded_words()
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text.strip()[:60]}"
        for folder in ("flows", "schemas")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "texts" not in path.parts and path.relative_to(ROOT).as_posix() not in EXEMPT
        for line, text in held_by(path.read_text(encoding="utf-8"), folded)
    ]
    assert found == []


def test_what_is_looked_for_is_found() -> None:
    source = 'def f():\n    """tháng"""\n    return ["tháng", "ke hoach", r"\\bnam ({YEAR})", "month", "khong"]\n'
    assert [text for _, text in held_by(source, folded_words())] == ["tháng", "ke hoach", r"\bnam ({YEAR})", "khong"]


def test_no_text_holds_several_facts() -> None:
    """Facts go from one module to another as fields: what a sign parts in a text is put together and taken apart."""
    parted = re.compile(r"""f["'][^"'\n]*(?:\\x1[c-f]|\{WHY\})|\.(?:split|partition)\(["']\\x1[c-f]["']\)""")
    assert parted.search('f"label\\x1f{text}"') and parted.search('why.split("\\x1f")')
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "flows").rglob("*.py"))
        for match in parted.finditer(path.read_text(encoding="utf-8"))
        if path.name != "uniform_columns.py"  # joins a column of texts to look through it at once
    ]
    assert found == []


def test_a_name_stands_for_one_thing() -> None:
    """`standing` was six things and `Place` two: the first is whether a decision still counts, the second a cell."""
    named = re.compile(r"^class (?:Standing|Place)\b|^def _?standing\(|^    def standing\(", re.MULTILINE)
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {match[0].strip()}"
        for path in (ROOT / "flows").rglob("*.py")
        for match in named.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "flows/ingest/submission.py: class Place",
        "flows/transform/decision_tables.py: def standing(",
    }


def test_only_one_module_knows_how_columns_are_named() -> None:
    """`1.01|fdi|actual` is put together and taken apart in schemas/language/columns.py alone."""
    named = re.compile(
        r"""["']\|["']\.join\((?:key|ValueKey)|\bname\.(?:split|partition)\(["']\|["']\)|endswith\(["']\|"""
    )
    assert named.search('"|".join(key)') and named.search('name.split("|")[0]')
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("flows", "schemas")
        for path in (ROOT / folder).rglob("*.py")
        if named.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"schemas/language/columns.py"}


def test_only_one_module_writes_numbers_for_people() -> None:
    """`37.096,4`: thousands are put apart and marks exchanged in flows/texts/numbers.py alone."""
    written = re.compile(r""":,(?:\.|[}"'f])|replace\(["'],["'], ?["']\.["']\)|replace\(["']\.["'], ?["'],["']\)""")
    assert written.search('f"{value:,.1f}"') and written.search('text.replace(".", ",")')
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("flows", "schemas")
        for path in (ROOT / folder).rglob("*.py")
        if written.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"flows/texts/numbers.py"}
