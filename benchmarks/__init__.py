"""Measured figures: how close the renderer is to the encoder's own speed, and what a job costs; in processes that are
set up as a command is.
"""

import cli  # noqa: F401 -- for what it tells the libraries before they are loaded
