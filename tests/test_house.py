"""The order of the house: what is imported when, what is documented, and what no tracked file may say.

Which way imports run stands in pyproject.toml (import-linter), which `make test` asks first.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from flows.commands.application import module_of
from flows.texts.commands import COMMANDS
from schemas.reference import load_reference
from schemas.tables import warehouse_tables

ROOT = Path(__file__).resolve().parents[1]


def modules() -> list[Path]:
    return sorted(path for folder in ("flows", "schemas") for path in (ROOT / folder).rglob("*.py"))


def imported_at_start(path: Path) -> set[str]:
    """Top-level packages imported when the module is, which is what every command that needs it pays for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_heavy_is_imported_that_a_command_may_not_need(path: Path) -> None:
    heavy = {"pandas", "openpyxl", "xlrd", "docx", "lxml", "pyarrow", "rich", "viparse"}
    assert not imported_at_start(path) & heavy


def test_no_module_is_called_after_nothing() -> None:
    assert not [p for p in modules() if p.stem in ("utils", "util", "helpers", "helper", "manager", "common", "misc")]


def pages() -> list[Path]:
    own = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "raw/README.md")]
    return [*own, *sorted((ROOT / "docs").rglob("*.md"))]


def documentation() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_and_has_its_module(command: str) -> None:
    assert f"zones {command}" in documentation()
    assert module_of(command)


def test_every_command_module_is_a_command() -> None:
    found = {path.stem for path in (ROOT / "flows" / "commands").glob("*/*.py")} - {"__init__"}
    assert found == set(COMMANDS)


def test_every_table_is_documented() -> None:
    reference = load_reference()
    pages = documentation()
    assert not [name for name in warehouse_tables(reference.form, reference.units) if f"`{name}`" not in pages]


def test_every_make_target_is_documented_and_every_documented_one_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert targets == set(re.findall(r"(?:^|`)make ([a-z]+)(?=[`\s])", documentation(), re.MULTILINE))
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_every_level_of_rules_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    said = {
        start: int(level)
        for starts, level in re.findall(r"^\| ([FR][^|]+) \| (\d) \|", glossary, re.MULTILINE)
        for start in starts.replace("..", "").split(", ")
    }
    for name, rule in load_reference().rules.items():
        level = said.get(name, said.get(name[:2], said.get(name[:1])))
        assert level == rule.level, name


def test_the_architecture_knows_every_room_and_every_frame() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "flows").glob("*/__init__.py")}
    assert not [room for room in sorted(rooms) if f"`flows/{room}`" not in page]
    frames = {
        name for path in modules() for name in re.findall(r"^([A-Z]+_SCHEMA): dict", path.read_text("utf-8"), re.M)
    }
    assert not [name for name in sorted(frames) if f"`{name}`" not in page]
    for name, place in re.findall(r"`([A-Z]+_SCHEMA)`[^|]*\| `([^`]+)`", page):
        assert re.search(rf"^{name}: dict", (ROOT / place).read_text(encoding="utf-8"), re.MULTILINE), (
            f"{name}: {place}"
        )


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_and_pages_that_are_named_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        assert "://" in target or (page.parent / target).exists(), target
    for named_path in re.findall(r"`((?:flows|schemas|tests|docs)/[\w./]+)`", text):
        assert (ROOT / named_path).exists(), named_path


def test_the_changelog_is_at_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+) ?(.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest and newest[1] == version.removesuffix(".dev0")
    assert (newest[2] == "(in progress)") == version.endswith(".dev0")


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_has_examples_and_imports_nothing_heavy(command: str | None) -> None:
    """Half a second of help is imports: a process that prints help must have loaded none of these."""
    arguments = [command, "--help"] if command else ["--help"]
    program = (
        "import sys; sys.argv = ['zones', *sys.argv[1:]]\n"
        "from flows.commands.application import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'polars', 'pandera', 'prefect', 'pandas', 'pyarrow', 'openpyxl', 'python_calamine', 'lxml', 'xlrd'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    if command:
        assert f"zones {command}" in done.stdout.split("Example", 1)[1]


def tracked_text() -> list[tuple[Path, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = []
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if not name or path.suffix in (".xls", ".xlsx", ".ods", ".docx", ".png", ".parquet") or not path.is_file():
            continue
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_registry_address_and_no_path_of_a_machine_in_tracked_files() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # Put together here, so that this file does not hold what it looks for.
    words = ["/" + "work/", "/" + "root/", "find" + "-links", "index" + "-url", "pypi" + ".org", "python" + "hosted"]
    pattern = re.compile("|".join(re.escape(word) for word in words))
    bad = []
    for path, text in tracked_text():
        bad += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert not bad


def locked(name: str) -> dict[str, str]:
    """Package -> its entry in a lock: version, marker, hashes."""
    entries = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / name).read_text(encoding="utf-8").strip())
    return {entry.split("==")[0]: entry for entry in entries}


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-test.lock", "requirements-readers.lock", "requirements-dask.lock"]
)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    packages = locked(name)
    assert len(packages) > 10
    assert all("--hash=sha256:" in entry and "==" in entry.splitlines()[0] for entry in packages.values())
    assert "://" not in "".join(packages.values())


def test_the_lock_of_the_tests_is_the_lock_of_a_run_and_more() -> None:
    run, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert run.items() < test.items()
    assert not {"pytest", "hypothesis", "mypy", "ruff", "pandas"} & set(run)
    assert "pandas" not in test  # pandera would import it: it lies apart, with the other tools that read a release
    assert "pandas" in locked("requirements-readers.lock") and not set(locked("requirements-readers.lock")) & set(test)
