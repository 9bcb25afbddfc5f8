"""The planner that needs no network."""

from domain.brief import Brief
from domain.script import Script


class OfflinePlanner:
    """Writes a script from a brief alone; never fails on a valid brief, and the same brief gives the same script."""

    name = "offline"

    def plan(self, brief: Brief) -> Script:
        """A script whose estimated length is within a tenth of ``brief.seconds``, or of what its facts can fill."""
        from agent.drafting import draft  # its grammar and words take a while to load

        return draft(brief)
