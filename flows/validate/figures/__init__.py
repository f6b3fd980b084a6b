"""The figures rules speak of: cells, list sums, history, the other boards, totals."""
