"""The steps of a run and of a check as plain functions. Knows no Prefect."""
