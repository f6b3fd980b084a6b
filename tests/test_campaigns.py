"""Long campaigns are one command: whatever draws its cases carries the mark by which `make campaigns` finds it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DRAWING = re.compile(r"import .*\bcases\b|@given\(")


def test_every_module_that_draws_cases_is_found_by_the_mark() -> None:
    drawing = {path for path in (ROOT / "tests").rglob("test_*.py") if DRAWING.search(path.read_text(encoding="utf-8"))}
    drawing.discard(Path(__file__).resolve())
    command = [sys.executable, "-m", "pytest", "-m", "campaign", "--collect-only", *map(str, sorted(drawing))]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = {ROOT / line.partition("::")[0] for line in listed.splitlines() if "::" in line}
    assert found == drawing and len(drawing) > 5


def test_the_command_runs_what_is_marked_with_its_numbers() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^campaigns:.*\n\t(.*)$", makefile, flags=re.MULTILINE)
    assert recipe.startswith("ZONES_LONG=1 ") and "-m campaign" in recipe
