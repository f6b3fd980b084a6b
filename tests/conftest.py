"""What all tests share: hypothesis is the same every time, and nothing is sent anywhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from flows.publish import release
from flows.publish.manifest import file_facts
from flows.publish.pages import REPORT
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from tests.support.campaigns import DRAWN, IN_CAMPAIGN

ROOT = Path(__file__).resolve().parents[1]

# Runs started by tests must neither read nor change the Prefect of whoever runs them.
# Files that tests put into an inbox are whole.
os.environ.setdefault("ZONES_INBOX_QUIET", "0")

for name in ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE"):
    os.environ.pop(name, None)

settings.register_profile("same every time", deadline=None, derandomize=True, print_blob=False)
settings.register_profile("campaign", settings.get_profile("same every time"), max_examples=DRAWN)
settings.load_profile("campaign" if IN_CAMPAIGN else "same every time")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test whose cases hypothesis draws is part of the campaigns."""
    for item in items:
        if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
            item.add_marker("campaign")


@pytest.fixture(scope="session", autouse=True)
def nothing_is_synced() -> Iterator[None]:
    """No test outlives a power cut, and a release is some fifty files: what is written is not forced onto the disk.

    Processes that tests start do so all the same, and so do the campaigns.
    """
    with pytest.MonkeyPatch.context() as patched:
        if not IN_CAMPAIGN:
            patched.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`warehouse` with the release of 2023-H1 that the repository ships the files of; nobody writes there."""
    folder = tmp_path_factory.mktemp("shipped")
    run_direct(RunRequest(str(ROOT / "raw"), str(folder / "warehouse"), "2023-H1", exports=False))
    return folder


@pytest.fixture(scope="session")
def ten_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`raw` with all ten half-years, what the repository ships and the test submissions after it, with a merger in the
    last, and `warehouse` with their release."""
    folder = tmp_path_factory.mktemp("ten")
    for source in (ROOT / "raw", ROOT / "tests" / "data" / "submissions"):
        shutil.copytree(source, folder / "raw", dirs_exist_ok=True)
    run_direct(RunRequest(str(folder / "raw"), str(folder / "warehouse"), "2025-H2", exports=False))
    return folder


@pytest.fixture(autouse=True)
def light_releases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Releases made within a test have no real pages and exports, which are most of what a run costs.

    Tests that look at them are marked `whole_release`; fixtures of a wider scope make whole releases anyway.
    """
    if request.node.get_closest_marker("whole_release") is not None:
        yield
        return

    def exported(partial: Path, *_: object) -> dict[str, dict[str, object]]:
        (partial / "tables.xlsx").touch()
        return {"tables.xlsx": file_facts(partial / "tables.xlsx")}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(release, "pages", lambda *_: {REPORT: lambda: b"a page"})
        patched.setattr(release, "dictionary_html", lambda *_: "a page")
        patched.setattr(release, "_exported", exported)
        yield
