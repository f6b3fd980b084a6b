"""Nothing in flows/ and schemas/ is there for nobody: what only a test calls is dead too."""

from __future__ import annotations

import re
from pathlib import Path

from vulture.core import Vulture

ROOT = Path(__file__).resolve().parents[1]
# Set on objects of openpyxl, python-docx, expat and zipfile, which read them.
READ_BY_LIBRARIES = """
    _compresslevel CharacterDataHandler EndElementHandler StartElementHandler alignment autofit base_style
    bottom_margin creator
    different_first_page_header_footer first_line_indent fitToHeight fitToWidth fullCalcOnLoad
    horizontalCentered hyperlink keep_with_next left_indent left_margin line_spacing orientation page_break_before
    paperSize print_area print_title_rows
    quick_style quotePrefix right_indent right_margin
    sheet_state space_after space_before tabSelected top_margin
"""
# For whoever imports this package (README.md), and what Python, Prefect or the rules call by name.
CALLED_FROM_OUTSIDE = [
    *("__getattr__", "get_help", "handle_*", "r[0-9][0-9][0-9]_*"),
    *("SubmissionRow", "ZoneLines", "ProjectLines", "Values", "AgainstHistory"),
    *("to_schema", "value_where_number", "__doc__", "__qualname__"),  # of a model, by pandera
]


def unused(folders: list[Path], called: list[str]) -> set[str]:
    """`module:name` of everything defined in the folders that nothing in them (or in their templates) uses."""
    search = Vulture(ignore_names=called)
    search.scavenge([str(folder) for folder in folders])
    for folder in folders:
        for template in folder.rglob("*.jinja"):
            for name in re.findall(r"\w+", template.read_text(encoding="utf-8")):
                search.used_names.add(name)
    return {
        f"{Path(item.filename).resolve().relative_to(folders[0].parent).as_posix()}:{item.name}"
        for item in search.get_unused_code(min_confidence=60)
    }


def test_nothing_is_dead() -> None:
    found = unused([ROOT / "flows", ROOT / "schemas"], [*READ_BY_LIBRARIES.split(), *CALLED_FROM_OUTSIDE])
    assert sorted(found) == []


def test_what_is_dead_is_found(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "page.html.jinja").write_text("{{ shown }}", encoding="utf-8")
    (package / "module.py").write_text("shown = 1\nasked = 2\n\n\ndef dead(): return asked\n", encoding="utf-8")
    assert unused([package], []) == {"package/module.py:dead"}
