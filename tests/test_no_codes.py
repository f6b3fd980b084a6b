"""What the form is stands in schemas/*.csv: no module names a line or a sheet of it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LITERAL = re.compile(r"""["'][0-9]\.[0-9]{2}["']|["']B[1-9][0-9]*["']""")


def test_no_module_holds_the_code_of_a_line_or_the_name_of_a_sheet() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("flows", "schemas")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if LITERAL.search(line)
    }
    assert found == set()


def test_what_is_looked_for_is_found() -> None:
    assert LITERAL.search('form.by_code["1.05"]') and LITERAL.search("sheet == 'B9'")
    assert not LITERAL.search('read("R101"), 1.05, "B9|x"')
