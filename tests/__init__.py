"""The tests. Each of two processes has one core: with two threads of polars they would wait for each other.

The campaigns leave polars its threads, so that what depends on their order is seen there.
"""

import os

if os.environ.get("ZONES_LONG") != "1":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
