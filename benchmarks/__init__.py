"""Measured figures: how close the renderer is to the encoder's own speed, and what a job costs."""
