"""Accounts, keys and sessions of one installation."""
