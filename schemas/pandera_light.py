"""Importing this before pandera keeps hypothesis out of it.

Where hypothesis is installed (for the tests) pandera imports it to be able to make data up, which takes longer than
pandera itself and which no command asks for. A process that has imported hypothesis already is left as it is.
"""

from __future__ import annotations

import sys

if "hypothesis" not in sys.modules:
    # None in sys.modules makes an import fail, which pandera takes for "not installed".
    sys.modules["hypothesis"] = None  # type: ignore[assignment]
    try:
        import pandera.backends.polars.builtin_checks
        import pandera.polars  # noqa: F401
    finally:
        del sys.modules["hypothesis"]
