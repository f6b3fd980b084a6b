"""What a rule says at one place of the form: condition, tolerance, failure told, repair term, spreadsheet formula.

A formula of rules.csv (formulas.py) becomes checks of these shapes. A condition is a polars expression over the wide
frame (columns.py): true, false, or null where an operand is missing (unverifiable, never passed). The formula for a
spreadsheet stands below the condition it repeats.
"""
