"""The HTTP front door: what the command line does, as a service."""
