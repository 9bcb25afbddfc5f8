"""Durable jobs: what was accepted is done, on one laptop or on many workers."""
