"""Bytes to cells to values. Knows no rule, no table and no Prefect."""
