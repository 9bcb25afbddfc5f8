"""Scrutiny: what a composed template shows that its file alone does not tell."""
