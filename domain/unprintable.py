"""Characters that no text may have, wherever it comes from."""

import re

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters and half surrogates, which no font draws and no database keeps, and those that turn the
direction of what follows (Unicode Bidirectional Algorithm, UAX #9 §2), so that other words show than are said."""
