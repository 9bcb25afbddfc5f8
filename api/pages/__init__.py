"""The web pages: thin HTML over the same API that everybody else uses."""
