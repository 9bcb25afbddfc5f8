"""Sound: what is heard, mixed and brought to its loudness by ffmpeg."""
