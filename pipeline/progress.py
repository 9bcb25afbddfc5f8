"""Progress: how much of a whole job is done, from what its single stages report."""

from collections.abc import Mapping
from types import MappingProxyType

SHARES: Mapping[str, float] = MappingProxyType(
    {"plan": 2, "speak": 8, "compose": 2, "render": 76, "cover": 2, "seal": 8, "export": 2}
)
"""About how much of a job's time each stage takes, in percent."""


class Overall:
    """How much of the whole job is done, from what single stages report."""

    def __init__(self, videos: int) -> None:
        self._videos = videos
        self._done: dict[str, float] = {}

    def update(self, stage: str, done: float) -> float:
        """The job's share done, 0 to 1, after ``stage`` ("render" or "render 9:16") reported ``done``.

        A stage that begins means that the earlier ones are over.
        """
        self._done[stage] = max(done, self._done.get(stage, 0))
        name = stage.split(" ")[0]
        order = list(SHARES)
        earlier = order[: order.index(name)] if name in order else []
        for other in earlier:
            suffix = stage[len(name) :] if other not in ("plan", "speak") else ""
            self._done[other + suffix] = 1
        return min(1.0, sum(self._share(name) * part for name, part in self._done.items()) / 100)

    def _share(self, stage: str) -> float:
        name = stage.split(" ")[0]
        shared = name in ("plan", "speak", "export")
        return SHARES.get(name, 0) / (1 if shared else self._videos)
