"""What all tests share: hypothesis is the same every time, and nothing is sent anywhere."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Runs started by tests must neither read nor change the Prefect of whoever runs them.
for name in ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE"):
    os.environ.pop(name, None)

settings.register_profile("same every time", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("same every time")
