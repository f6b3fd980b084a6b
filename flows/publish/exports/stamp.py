"""Which release an export is of: it is carried by every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.made_by import package_version
from schemas.tables import SCHEMA_VERSION


@dataclass(frozen=True)
class Stamp:
    """release: its number, null for a build that is no release. as_of: the moment it tells of, as an ISO text."""

    release: int | None
    period: str
    status: str
    as_of: str
    release_inputs_sha256: str
    inputs_sha256: str
    schema_version: str = SCHEMA_VERSION
    package_version: str = ""


def stamp(number: int, facts: Mapping[str, object]) -> Stamp:
    """The stamp of a release (0: of no release) from what its manifest says."""
    said = {name: str(facts[name]) for name in ("period", "status", "as_of", "release_inputs_sha256", "inputs_sha256")}
    return Stamp(release=number or None, package_version=package_version(), **said)
