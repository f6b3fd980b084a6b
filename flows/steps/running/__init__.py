"""The steps of a half-year's run, one file a step; what one leaves for the next lies in a work folder of the run."""
