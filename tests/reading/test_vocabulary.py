"""The words by which the form is found: each has one meaning, and every target exists."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from flows.ingest.words.vocabulary import vocabulary_of
from schemas.folding import fold
from schemas.form import MEASURES, SECTORS
from schemas.tabular import FOLDER, read_rows
from tests.support.forms import REFERENCE, changed_schemas

ROWS = read_rows(FOLDER / "words.csv")
FORM = REFERENCE.form


def words(*kinds: str) -> list[tuple[str, str]]:
    return [(fold(word), row["target"]) for row in ROWS if row["kind"] in kinds for word in row["words"].split(";")]


def test_a_heading_word_has_one_meaning() -> None:
    meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for kind in ("column", "sector", "measure", "value", "group"):
        for word, target in words(kind):
            meanings[word].add((kind, target))
    assert [word for word, meant in meanings.items() if len(meant) > 1] == []
    assert all(word for word, _ in words("column", "sector", "measure", "value", "group", "list", "choice", "total"))


def test_every_target_exists() -> None:
    columns = {(c.sheet, c.key): c for c in FORM.list_columns}
    assert {target for _, target in words("sector")} == set(SECTORS)
    assert {target for _, target in words("measure")} == set(MEASURES)
    for _, target in words("list"):
        assert tuple(target.split(".")) in columns
    for _, target in words("choice"):
        sheet, key, choice = target.split(".")
        assert choice in columns[(sheet, key)].choices


def test_a_choice_word_means_one_choice() -> None:
    seen: dict[tuple[str, str], str] = {}
    for word, target in words("choice"):
        column, _, choice = target.rpartition(".")
        assert seen.setdefault((column, word), choice) == choice


def test_every_column_of_the_form_is_known_by_its_own_label() -> None:
    vocabulary = vocabulary_of(REFERENCE)
    for column in FORM.list_columns:
        assert (column.sheet, column.key) in vocabulary.list_columns[fold(column.label_vi)]
    for line in FORM.indicators:
        assert vocabulary.labels[fold(line.label_vi)] == (line.code,)


def test_a_new_line_of_the_form_is_known_at_once(tmp_path: Path) -> None:
    reference = changed_schemas(tmp_path, "form.csv", "B6,6.06,flags,Số cờ thi đua,Flags,,,case,flow,yes,0,no,value")
    assert vocabulary_of(reference).labels["socothidua"] == ("6.06",)
