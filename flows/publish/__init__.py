"""Tables to a release: Parquet, manifest, dictionary, report. Knows no Prefect."""
