"""Accepted values to tables. Knows no file format of a release and no Prefect."""
