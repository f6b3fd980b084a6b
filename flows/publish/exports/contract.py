"""The contract with readers: what a table or column was when its schema version was given, in `schemas/contract.json`.

`make contract` writes it anew. It refuses what breaks readers (a table or column gone, its type, unit, key, choices or
meaning another) until SCHEMA_VERSION has a higher first number; what is only added needs none. A description that says
the same in other words is told with `--reworded`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from schemas.reference import load_reference
from schemas.tables import SCHEMA_VERSION, Column, Table, warehouse_tables
from schemas.tabular import FOLDER

CONTRACT = FOLDER / "contract.json"
_MEANING = "meaning"

Promised = dict[str, dict[str, dict[str, object]]]


def promised(tables: Mapping[str, Table]) -> Promised:
    """Table -> column -> what readers rely on."""
    return {name: {column.name: _of_column(column) for column in table.columns} for name, table in tables.items()}


def _of_column(column: Column) -> dict[str, object]:
    facts: dict[str, object] = {"type": column.type, _MEANING: column.description.en}
    facts |= {"unit": column.unit} if column.unit else {}
    facts |= {"key": True} if column.key else {}
    facts |= {"nullable": True} if column.nullable else {}
    facts |= {"choices": list(column.choices)} if column.choices else {}
    return facts


def breaks(before: Promised, now: Promised) -> list[str]:
    """Everything by which a reader of `before` would be wrong about `now`, one line each."""
    found = []
    for table, columns in before.items():
        if table not in now:
            found.append(f"{table}: the table is gone")
            continue
        for name, was in columns.items():
            column = now[table].get(name)
            if column is None:
                found.append(f"{table}.{name}: the column is gone")
                continue
            found += [
                f"{table}.{name}: {fact} was {was.get(fact)}, is {column.get(fact)}"
                for fact in sorted({*was, *column})
                if was.get(fact) != column.get(fact) and not (fact == "nullable" and was.get(fact))
            ]
        keys = [{name for name, facts in of.items() if facts.get("key")} for of in (columns, now[table])]
        found += [f"{table}.{name}: is part of the key now" for name in sorted(keys[1] - keys[0] - set(columns))]
    return found


def read_contract(path: Path = CONTRACT) -> tuple[str, Promised]:
    """The schema version the contract was written for, and what it promised."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return said["schema_version"], said["tables"]


def not_said(version: str, before: Promised, now: Promised, reworded: bool = False) -> list[str]:
    """What breaks readers while the version says that nothing does: the first number is that of the contract."""
    if SCHEMA_VERSION.split(".")[0] != version.split(".")[0]:
        return []
    return [line for line in breaks(before, now) if not (reworded and f": {_MEANING} was " in line)]


def main() -> None:
    reference = load_reference()
    now = promised(warehouse_tables(reference.form, reference.units))
    if CONTRACT.is_file() and (left := not_said(*read_contract(), now, reworded="--reworded" in sys.argv)):
        sys.exit("\n".join([*left, f"This breaks readers: raise SCHEMA_VERSION (now {SCHEMA_VERSION})."]))
    said = {"schema_version": SCHEMA_VERSION, "tables": now}
    CONTRACT.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
