"""The checks: one clause each, on the bytes of a finished file."""
