"""What Prefect is told before it is imported: importing this module first is enough.

Only defaults are set; whatever the environment says already stays.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Prefect looks 100 days ahead by default, in which a half-yearly run is invisible for half the year.
LOOK_AHEAD = "P200D"

SETTINGS = {
    # The embedded server needs up to half a minute on a fresh machine, where it makes its database first.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": LOOK_AHEAD,
    # Nothing is sent to anybody.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The console is for the result; the log of a run is kept by the server at its full level.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}

for _name, _value in SETTINGS.items():
    os.environ.setdefault(_name, _value)


def make_home() -> None:
    """The folder where Prefect keeps its database: made with its parents, or a temporary one where none can be made.

    Prefect itself makes only the last folder of the path, and without it its server never answers.
    """
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
        usable = os.access(home, os.W_OK)
    except OSError:
        usable = False
    if not usable:
        os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="zones-prefect-")


make_home()
