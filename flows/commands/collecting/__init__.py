"""Commands around what boards send: the form, receiving, checking, feedback."""
