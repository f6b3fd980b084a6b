"""Runs in an environment that has Banff (GPL): one file has edits and records, another gets what Banff would change.

In: {"edits": [text per record], "records": [{field: value}]}. Out: [[field, ...] per record]. Imports nothing of ours.
"""

import json
import sys
from pathlib import Path

import banff
import pandas as pd

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
found = []
for edits, record in zip(asked["edits"], asked["records"], strict=True):
    one = pd.DataFrame([{"unit": "1", **record}])
    done = banff.errorloc(indata=one, unit_id="unit", edits=edits, seed=1, accept_negative=True)
    status = done.outstatus if isinstance(done.outstatus, pd.DataFrame) else done.outstatus.to_pandas()
    column = next(name for name in status.columns if name.upper() == "FIELDID")
    found.append([str(name).lower() for name in status[column]])
Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
