"""The nouns of Vitrine: frozen values, no input or output, imported by every other package."""
