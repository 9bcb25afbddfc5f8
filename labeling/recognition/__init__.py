"""Recognising our own files after their labels are gone: fingerprints, taken once and found again."""
