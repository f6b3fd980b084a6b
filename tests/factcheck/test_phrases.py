"""Each line of phrases.csv has an example, and the example is its test."""

from __future__ import annotations

import pytest

from flows.factcheck.text.document import Document
from flows.factcheck.text.grammar import RELATIONS, expand, load_grammar
from flows.factcheck.text.reading import read_text
from schemas.reference import load_reference

EXAMPLES = load_grammar().examples
# Marks that only tell a number from a figure: their example has no figure.
EARLY = {"no_figure", "caption", "name"}


@pytest.mark.parametrize(
    ("kind", "target", "pattern", "example"),
    EXAMPLES,
    ids=[f"{kind} {pattern}"[:70] for kind, _, pattern, _ in EXAMPLES],
)
def test_an_example_is_understood_by_its_line(kind: str, target: str, pattern: str, example: str) -> None:
    assert example, "a turn of phrase without an example"
    reading = read_text(Document("example.txt", example), load_grammar(), load_reference())
    if kind in EARLY:
        assert not reading.figures
    else:
        assert target in [mark.target for mark in reading.of(kind)]


def test_indicators_are_lines_of_the_form_or_made_of_them() -> None:
    keys = {line.key for line in load_reference().form.indicators}
    grammar = load_grammar()
    made = {target for _, target in grammar.relations}
    named = {target for kind, target, _, _ in grammar.examples if kind in ("indicator", "noun")} | made
    assert named <= keys | made
    assert {kind for kind, _ in grammar.relations} == RELATIONS
    assert len(keys - named) < len(keys) / 4, "most of the form can be spoken of"


@pytest.mark.parametrize(
    ("pattern", "read"),
    [("(a|b) [c] d", ["a c d", "a d", "b c d", "b d"]), ("{n} x", ["{n} x"]), ("(a [b]) c", ["a b c", "a c"])],
)
def test_choices_of_a_pattern(pattern: str, read: list[str]) -> None:
    assert sorted(expand(pattern)) == sorted(read)
