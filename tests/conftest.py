"""What holds for every test."""

from hypothesis import settings

settings.register_profile("vitrine", deadline=None)  # a machine that is busy is not a failure
settings.load_profile("vitrine")
