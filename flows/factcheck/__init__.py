"""Published text held against a release: every figure in it found, understood and compared."""
