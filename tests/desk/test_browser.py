"""The desk in a real browser with scripts off: a half-year by keyboard and buttons, and axe-core on every page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2022-H2"
MODULES = Path(os.environ.get("ZONES_NODE_MODULES", ROOT / ".venv" / "node" / "node_modules"))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NODE = shutil.which("node")


@pytest.mark.skipif(
    not (CHROMIUM and NODE and (MODULES / "playwright-core").is_dir() and (MODULES / "axe-core").is_dir()),
    reason="needs Chromium, node, and playwright-core and axe-core (make browser)",
)
def test_a_half_year_in_a_browser(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(ROOT / "raw" / PERIOD, raw / PERIOD)
    shutil.rmtree(raw / PERIOD / "ha-nam")
    receipts = raw / PERIOD / "receipts.csv"
    kept = [line for line in receipts.read_text(encoding="utf-8").splitlines(True) if not line.startswith("ha-nam,")]
    receipts.write_text("".join(kept), encoding="utf-8")
    file = ROOT / "raw" / PERIOD / "ha-nam" / f"TDKCN_ha-nam_{PERIOD}.xlsx"
    port = "8397"
    command = [sys.executable, "-m", "flows.commands.application", "desk", "--port", port, "--raw", str(raw)]
    served = subprocess.Popen(
        [*command, "--warehouse", str(tmp_path / "warehouse")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert served.stdout is not None and port in served.stdout.readline()
        with urlopen(f"http://127.0.0.1:{port}/check") as shown:  # the listening socket keeps it waiting until it is up
            assert shown.status == 200
        walk = [str(NODE), str(Path(__file__).with_name("walk.mjs")), f"http://127.0.0.1:{port}", str(CHROMIUM)]
        done = subprocess.run(
            [*walk, str(file), PERIOD],
            capture_output=True,
            text=True,
            env=os.environ | {"NODE_PATH": str(MODULES)},
            check=False,
        )
    finally:
        served.terminate()
        served.wait()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["violations"] == []
    assert told["pages"] >= 12 and len(told["written"]) == 4
    assert told["downloads"] == [f"bieu-mau_{PERIOD}.zip", f"cong-van_{PERIOD}.zip", f"bao-cao_{PERIOD}.docx"]
    assert "chính thức" in told["written"][-1] and told["report"]
    assert (tmp_path / "warehouse" / "current").exists()
    assert (raw / PERIOD / "ha-nam" / file.name).read_bytes() == file.read_bytes()
    assert "refused" in (raw / PERIOD / "approvals.csv").read_text(encoding="utf-8")
