"""Batches: catalogues of shops become rows, rows become jobs, jobs become files and a feed."""
