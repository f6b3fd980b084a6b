"""Values to findings, findings to states. Knows no table and no Prefect."""
