"""The libraries that speak to language models, each loaded only when it is used."""
