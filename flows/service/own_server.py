"""The server of `zones serve` as a process that lives no longer than the one that started it.

`python -m flows.service.own_server HOST PORT`, with a pipe as standard input: the system closes it however the starter
ends, also by kill -9, and then the server ends too. So no server is left behind that nobody runs flows for.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading

# Connections that are still open are waited for no longer than this.
END_LIMIT_SECONDS = 3.0


def main(host: str, port: str) -> None:
    """Serve until told to stop, or until standard input ends."""
    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    sys.argv = ["prefect", "server", "start", "--host", host, "--port", port]
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


def _end_with_the_starter() -> None:
    sys.stdin.buffer.read()
    threading.Timer(END_LIMIT_SECONDS, os._exit, (1,)).start()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
