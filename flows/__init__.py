"""Prefect flows, and the stage folders they call: ingest, validate, transform, publish."""
