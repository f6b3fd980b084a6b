"""What all tests share: hypothesis is the same every time, and nothing is sent anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

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
