"""What offices wrote stays text in the pages of the server."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.publish.markdown import escaped, escaped_rows, table

RENDER = MarkdownIt("commonmark", {"html": True}).enable("table")
HOSTILE = [
    "<img src=http://evil.example/x.png>",
    "![x](http://evil.example/x.png)",
    "</table><h1>INJ",
    "# heading",
    "a | b | c",
    "`code` **bold** _it_ ~~no~~",
    "[link](javascript:alert(1))",
    "1. list\n- list\n===\n---",
    "&lt;b&gt; &amp;",
    "\\*not\\*",
]


def shown(markdown: str) -> str:
    """The text that stands in what is rendered; fails where anything but a paragraph was made of it."""
    made = RENDER.render(markdown)
    assert set(re.findall(r"</?(\w+)", made)) <= {"p"}, made
    return html.unescape(re.sub(r"</?p>", "", made)).strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_it_reads_as_it_was_written(text: str) -> None:
    assert shown(escaped(text)) == " ".join(text.split())


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60))
def test_so_does_any_other_text(text: str) -> None:
    assert shown(escaped(text)) == " ".join(text.split())


def test_a_table_keeps_its_columns() -> None:
    made = RENDER.render(table([{"A": "x | y", "B": "<b>"}, {"A": None, "B": 3}]))
    assert made.count("<td>") == 4 and "<b>" not in made and "x | y" in made
    assert escaped_rows([{"A": "<b>", "B": 3, "C": None}]) == [{"A": "\\<b\\>", "B": 3, "C": None}]
    assert table([]) == ""


def test_nothing_becomes_a_link_by_itself() -> None:
    for text in ("http://evil.example", "www.evil.example", "mailto:a@b.vn", "a@b.vn"):
        assert text not in escaped(text)
