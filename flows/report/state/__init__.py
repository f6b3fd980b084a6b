"""What the page of a release tells beside the report: states, versions, totals, findings, comparison, restatements."""
