"""Webhooks: events told to an account's own servers, signed, at least once (Standard Webhooks)."""
