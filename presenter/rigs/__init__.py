"""The on-screen presenters as data: one figure, and the characters built on it."""
