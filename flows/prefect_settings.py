"""What Prefect is told before it is imported: importing this module first is enough.

Only defaults are set; whatever the environment says already stays.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

# Prefect looks 100 days ahead by default, in which a half-yearly run is invisible for half the year.
LOOK_AHEAD = "P200D"

# A server that no page of another origin may read from; `zones serve` puts its own address here.
NO_OTHER_ORIGIN = "http://127.0.0.1"

SETTINGS = {
    # The embedded server needs up to half a minute on a fresh machine, where it makes its database first.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME": LOOK_AHEAD,
    # Nothing is sent to anybody.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The console is for the result; the log of a run is kept by the server at its full level.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # By default any page open in a browser of this machine may read the server's answers and command it.
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": NO_OTHER_ORIGIN,
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
    # In memory, as by default, the slot of a run that was killed together with the server is never given back.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # Runs older than two half-years, with their logs and artifacts, and events older than a week are removed.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(400 * 86_400),
    # A run says so often, in seconds, that it is alive.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
}

for _name, _value in SETTINGS.items():
    os.environ.setdefault(_name, _value)

# Who protects the server by a password need not say it a second time for those who call it.
if _password := os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
    os.environ.setdefault("PREFECT_API_AUTH_STRING", _password)


def make_home() -> None:
    """The folder where Prefect keeps its database: made with its parents, or a temporary one where none can be made.

    Prefect itself makes only the last folder of the path, and without it its server never answers. Others on the
    machine may not look into it, unless it is marked as its group's (setgid).
    """
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
        usable = os.access(home, os.W_OK)
        with suppress(PermissionError):  # somebody else's folder
            if not home.stat().st_mode & stat.S_ISGID:
                home.chmod(0o700)
    except OSError:
        usable = False
    if not usable:
        os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="zones-prefect-")


make_home()
