"""The form, the rules, the boards, the calendar and the tables: what everything else is made from.

The CSV files in this folder are the single source; the modules beside them read them into frozen
dataclasses. Nothing here knows of files received, of Prefect or of a warehouse.
"""
