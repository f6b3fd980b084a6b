"""Reading one large file in a process of its own.

What decides about a file is counted in it (`limits.py`). The limits of the process are a safety far above what any file
within those takes: a parser that loops or fills the memory ends this process only. That says nothing of the file, so
nothing is kept of it: reading is tried again and then stops. Where the system knows no such limits (Windows) none hold.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from flows.ingest.outcomes import Outcome, ReadingStopped, decode, encode
from schemas.reference import load_reference

MEMORY_BYTES = 4_000_000_000
PROCESSOR_SECONDS = 300
_ATTEMPTS = 2
_ROOT = str(Path(__file__).resolve().parents[2])


def read_confined(data: bytes, reference_folder: Path) -> Outcome:
    """What `read_bytes` gives, read in a process of its own.

    Raises:
        ReadingStopped: the process was stopped or ended badly, twice.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH")]))}
    command = [sys.executable, "-m", "flows.ingest.confined", str(reference_folder)]
    for _ in range(_ATTEMPTS):
        ended = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, check=False
        )
        if ended.returncode == 0:
            return decode(ended.stdout)
    raise ReadingStopped


def _limit_process() -> None:
    try:
        import resource
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for kind, limit in limits:
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):  # a system that does not keep this one
            continue


def _main() -> None:
    _limit_process()
    from flows.ingest.cache import read_here

    outcome = read_here(sys.stdin.buffer.read(), load_reference(Path(sys.argv[1])))
    sys.stdout.buffer.write(encode(outcome))


if __name__ == "__main__":
    _main()
