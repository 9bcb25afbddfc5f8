"""Advertising law as data: one file per market, and the lint that reads them."""

from agent.adlaw.lint import lint, lint_script
from agent.adlaw.market import Market, categories_of, markets_of
from agent.adlaw.rules import Rule, rules_of

__all__ = ["Market", "Rule", "categories_of", "lint", "lint_script", "markets_of", "rules_of"]
