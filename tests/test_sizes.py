"""Nothing grows past what a reader takes in at once: modules of a folder, lines and parameters of a function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_MODULES = 14
MOST_LINES = 60
MOST_PARAMETERS = 7
# What is past its size today: folders with how many modules they have, functions. Only ever fewer.
FOLDERS_TODAY: dict[str, int] = {}
FUNCTIONS_TODAY = {"flows/ingest/figures/list_cells.py:unit"}


def folders() -> dict[str, int]:
    """Folder -> how many modules it has, not counting what only makes it a package."""
    found: dict[str, int] = {}
    for path in modules():
        if path.name != "__init__.py":
            name = path.parent.relative_to(ROOT).as_posix()
            found[name] = found.get(name, 0) + 1
    return found


def modules() -> list[Path]:
    return sorted(path for package in ("flows", "schemas") for path in (ROOT / package).rglob("*.py"))


def too_large(source: str) -> Iterator[str]:
    """The functions of a module that are past their size and give no reason for it.

    A reason is a comment directly above the function (or its decorators), or at the end of its first line:
    "# Long: ..." or "# Parameters: ...".
    """
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            above = lines[first - 2] if first > 1 else ""
            said = re.findall(r"# (Long|Parameters): \w", f"{above}\n{lines[node.lineno - 1]}")
            arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
            parameters = [argument for argument in arguments if argument.arg not in ("self", "cls")]
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if (length > MOST_LINES and "Long" not in said) or (
                len(parameters) > MOST_PARAMETERS and "Parameters" not in said
            ):
                yield node.name


def test_no_folder_has_more_modules_than_a_reader_keeps_apart() -> None:
    past = {name: count for name, count in folders().items() if count > FOLDERS_TODAY.get(name, MOST_MODULES)}
    assert not past


def test_no_function_is_too_large_without_a_reason() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}:{name}"
        for path in modules()
        for name in too_large(path.read_text(encoding="utf-8"))
    }
    assert sorted(found - FUNCTIONS_TODAY) == []


LONG = "\n".join(["def long() -> None:", *["    pass"] * MOST_LINES])
MANY = f"def many({', '.join(f'p{i}: int' for i in range(MOST_PARAMETERS + 1))}) -> None: ..."


@pytest.mark.parametrize("source", [LONG, MANY, f"# Long: what it does\n{MANY}", f"# A comment\n{LONG}"])
def test_a_large_function_is_found(source: str) -> None:
    assert len(list(too_large(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        f"# Long: one step a line\n{LONG}",
        f"# Parameters: one an option of the command\n@decorated\n{MANY}",
        LONG.replace("\n    pass", "", 1),
        MANY.replace("p0: int, ", "", 1),
    ],
)
def test_a_function_of_its_size_or_with_a_reason_is_not(source: str) -> None:
    assert not list(too_large(source))
