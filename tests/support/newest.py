"""`make newest`: the newest packages without upper bounds, and what breaks with them.

Resolved into `.venv-newest` by pip from pyproject.toml's names; the environment in use is not touched. Exit code 1
where something breaks, 2 where the packages cannot be had.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-newest"


def without_caps(lines: list[str]) -> list[str]:
    """Requirements without what they hold back: `fastapi<0.151` is `fastapi`."""
    names = []
    for line in lines:
        name, _, specifiers = re.sub(r"([<>=!~])", r" \1", line, count=1).partition(" ")
        kept = [one for one in specifiers.split(",") if one and not one.strip().startswith(("<", "==", "~="))]
        names.append(name + ",".join(one.strip() for one in kept))
    return names


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = without_caps([*project["project"]["dependencies"], *project["dependency-groups"]["build"]])
    shutil.rmtree(FOLDER, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
    python = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "install", "--only-binary", ":all:"]
    if subprocess.run([*pip, "--upgrade", *asked], check=False).returncode:
        return 2
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    listed = subprocess.run([str(python), "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    newest = dict(line.lower().replace("_", "-").split("==") for line in listed.splitlines() if "==" in line)
    for name in (re.split(r"[\[<>=]", line)[0] for line in asked):
        now, then = version(name), newest.get(name.lower(), "–")
        if now != then:
            print(f"{name}: {now} here, {then} newest")
    done = subprocess.run([str(python), "-m", "tests.support.flow_smoke"], cwd=ROOT, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
