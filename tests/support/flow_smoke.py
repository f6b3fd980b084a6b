"""A run on a real server, as short as it can be: it starts, plans, and a half-year completes. Exit code 0 or 1.

`python -m tests.support.flow_smoke`, in any environment that has the package; `make newest` and a test use it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 300.0
PERIOD = "2022-H2"
PROGRAM = "from flows.commands.application import main; main()"


def main() -> str:
    """What breaks, "" for nothing."""
    home = Path(tempfile.mkdtemp(prefix="zones-smoke-"))
    os.environ["PREFECT_HOME"] = str(home / "prefect")
    os.environ.pop("PREFECT_API_URL", None)
    for board in ("ha-nam", "nam-dinh"):
        shutil.copytree(ROOT / "raw" / PERIOD / board, home / "raw" / PERIOD / board)
    port = str(20_000 + os.getpid() % 20_000)
    folders = ["--raw", str(home / "raw"), "--warehouse", str(home / "warehouse")]
    with (home / "log").open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "serve", "--port", port, *folders],
            cwd=ROOT,
            env={**os.environ, "PREFECT_RUNNER_POLL_FREQUENCY": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        return _watched(serving, f"http://127.0.0.1:{port}/api", home)
    finally:
        serving.terminate()
        try:
            serving.wait(30)
        except subprocess.TimeoutExpired:
            serving.kill()
        shutil.rmtree(home, ignore_errors=True)


def _watched(serving: subprocess.Popen[bytes], api: str, home: Path) -> str:
    import flows.prefect_settings  # noqa: F401

    from prefect.client.orchestration import SyncPrefectClient

    def said() -> str:
        return (home / "log").read_text(encoding="utf-8", errors="replace")

    end, run, planned = time.monotonic() + LIMIT_SECONDS, None, False
    while time.monotonic() < end:
        time.sleep(0.5)
        if serving.poll() is not None:
            return f"zones serve ended:\n{said()[-2000:]}"
        if "Prefect server: " not in said() and api not in said() and api.removesuffix("/api") not in said():
            continue
        with SyncPrefectClient(api) as client:
            try:
                identity = client.read_deployment_by_name("half-year/half-year-manual").id
            except Exception:
                continue
            planned = planned or any(found.auto_scheduled for found in client.read_flow_runs())
            if run is None:
                run = client.create_flow_run_from_deployment(identity, parameters={"period": PERIOD})
            run = client.read_flow_run(run.id)
            if run.state and run.state.is_final() and not run.state.is_completed():
                return f"the run ended {run.state.name}: {run.state.message}"
            if run.state and run.state.is_completed() and planned:
                return ""
    missing = "a completed run" if planned else "a planned run: the scheduler plans nothing"
    return f"no {missing} within {LIMIT_SECONDS:.0f} s\n{said()[-2000:]}"


if __name__ == "__main__":
    broken = main()
    print(broken or "A server started, planned, and a half-year completed.")
    sys.exit(bool(broken))
