"""Commands that run something: the half-year, the service, the back-test."""
