"""Whether Prefect's database can be used at all, before a server waits for it in vain."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import flows.prefect_settings  # noqa: F401

from flows.texts import commands as texts
from flows.texts.system_errors import reason_of
from schemas.text import Text

# Larger databases are looked at only from outside: reading all of one takes longer than people wait.
CHECKED_TO_THE_END = 256 * 1024 * 1024
# What a server writes at its start, at least.
ROOM = 1024 * 1024


def database_trouble() -> Text | None:
    """What is wrong with the SQLite database in Prefect's home; None where nothing is, or where it is another kind."""
    path = _sqlite_file()
    if path is None:
        return None
    try:
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(os.urandom(ROOM))
            probe.flush()
    except OSError as error:
        return texts.DATABASE_NOT_WRITABLE.fill(folder=path.parent, why=reason_of(error))
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as database:
            database.execute("select count(*) from sqlite_master").fetchone()
            if path.stat().st_size <= CHECKED_TO_THE_END:
                (said,) = database.execute("pragma quick_check(1)").fetchone()
                if said != "ok":
                    return texts.DATABASE_DAMAGED.fill(file=path, why=str(said).splitlines()[-1])
    except sqlite3.OperationalError as error:
        if "locked" in str(error):  # somebody is at work in it, so it is well
            return None
        return texts.DATABASE_DAMAGED.fill(file=path, why=error)
    except sqlite3.DatabaseError as error:
        return texts.DATABASE_DAMAGED.fill(file=path, why=error)
    return None


def _sqlite_file() -> Path | None:
    from prefect.settings import get_current_settings
    from sqlalchemy.engine import make_url

    secret = get_current_settings().server.database.connection_url
    if secret is None:
        return Path(get_current_settings().home) / "prefect.db"
    url = make_url(secret.get_secret_value())
    in_file = url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:"))
    return Path(url.database) if in_file and url.database else None
