"""The form as a workbook: drawn from form.csv, prefilled with what is known, checking itself."""
