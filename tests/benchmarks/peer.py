"""The plain script the benchmarks compare with: pandas, openpyxl and pandera; FDI + DDI = total and nothing else.

Run as a program of its own, in an environment of its own: `python peer.py FILE...`.
"""

import sys

import pandas as pd
import pandera.pandas as pa

BALANCED = pa.DataFrameSchema(
    {name: pa.Column(float) for name in ("fdi", "ddi", "total")},
    checks=pa.Check(lambda rows: (rows["fdi"] + rows["ddi"] - rows["total"]).abs() < 1e-6, error="FDI + DDI = total"),
)


def sector_rows(sheet: pd.DataFrame) -> pd.DataFrame:
    """The rows below the first heading FDI, DDI, Tổng số that have all three figures."""
    for row, cells in enumerate(sheet.itertuples(index=False)):
        names = [str(cell).strip() for cell in cells]
        if "FDI" in names and "Tổng số" in names:
            first = names.index("FDI")
            rows = sheet.iloc[row + 1 :, first : first + 3].apply(pd.to_numeric, errors="coerce").dropna()
            rows.columns = ["fdi", "ddi", "total"]
            return rows.astype(float)
    return pd.DataFrame({"fdi": [], "ddi": [], "total": []}, dtype=float)


def main(files: list[str]) -> int:
    wrong = checked = 0
    for file in files:
        sheets = pd.read_excel(file, sheet_name=None, header=None, engine="openpyxl")
        rows = pd.concat([sector_rows(sheets[name]) for name in ("B1", "B2")], ignore_index=True)
        checked += len(rows)
        try:
            BALANCED.validate(rows, lazy=True)
        except pa.errors.SchemaErrors as error:
            wrong += len(error.failure_cases)
            print(file, error.failure_cases.to_string())
    print(f"{len(files)} files, {checked} rows, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
