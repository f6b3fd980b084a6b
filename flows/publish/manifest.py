"""manifest.json: what a release is, what went into it, and the hash of every file in it. No clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.ingest.submission import READER_VERSION
from flows.publish.parquet_files import rows_digest_of, rows_of
from schemas.made_by import PACKAGE, code_sha256, package_version, schema_digests
from schemas.reference import Reference
from schemas.tables import SCHEMA_VERSION

# The digest of each line of the reference data, so that a change between two releases is told by file and line.
MADE_BY = "made_by.json"


def file_facts(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def manifest(
    facts: Mapping[str, object], folder: Path, frames: Mapping[str, pl.DataFrame], reference: Reference
) -> dict[str, object]:
    """Everything but the release's number.

    `facts` says what the release is about: period, status, as_of, inputs_sha256, release_inputs_sha256, decisions.
    `folder` holds every file of the release already; `frames` are its tables.
    """
    submissions = frames["submissions"].select("submission", "sha256", "received_at", "state", "in_force")
    submissions = submissions.with_columns(pl.col("sha256").fill_null(""))  # of a file that is gone
    periods = frames["periods"].select("period", "boards_expected", "boards_reported", "status")
    tables = {}
    documents = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.stem in frames and path.suffix == ".parquet":
            digest = rows_digest_of(path)[1]
            tables[path.stem] = {
                "file": path.name, "rows": rows_of(path), "rows_sha256": digest, **file_facts(path)
            }  # fmt: skip
        elif path.name != MADE_BY:
            documents[path.relative_to(folder).as_posix()] = file_facts(path)
    return {
        **facts,
        "periods": periods.to_dicts(),
        "submissions": [{**row, "received_at": row["received_at"].isoformat()} for row in submissions.to_dicts()],
        "tables": tables,
        "documents": documents,
        "schema_version": SCHEMA_VERSION,
        "package": PACKAGE,
        "package_version": package_version(),
        "reader_version": READER_VERSION,
        "form_version": reference.form.version,
        "code_sha256": code_sha256(),
        "schemas": schema_digests(reference.folder),
        "made_by": {"file": MADE_BY, **file_facts(folder / MADE_BY)},
    }


def to_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a release folder; None when it is missing or not JSON."""
    try:
        found = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def is_whole(folder: Path, found: Mapping[str, object]) -> bool:
    """Whether every file a manifest names is there with the bytes it names."""
    named: dict[str, object] = {}
    for table in found.get("tables", {}).values():  # type: ignore[attr-defined]
        named[table["file"]] = table["sha256"]
    if isinstance(made := found.get("made_by"), dict):
        named[made["file"]] = made["sha256"]
    for name, facts in found.get("documents", {}).items():  # type: ignore[attr-defined]
        named[name] = facts["sha256"]
    for name, facts in found.get("exports", {}).items():  # type: ignore[attr-defined]
        named[name] = facts.get("sha256")
    try:
        return all(
            (folder / name).is_file() and sha in (None, file_facts(folder / name)["sha256"])
            for name, sha in named.items()
        )
    except OSError:
        return False
