"""The digital human: text as said, voices, and the time of every word and mouth shape."""
