"""Figures for Prometheus: requests by route and status, how long they took, and who listens to events."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

MEDIA_TYPE = CONTENT_TYPE_LATEST
_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 10)


@dataclass(frozen=True)
class Figures:
    """The figures of one application, in a registry of its own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    listeners: Gauge = field(init=False)

    def __post_init__(self) -> None:
        labels = ("method", "route")
        made = {
            "requests": Counter(
                "vitrine_http_requests", "Requests answered.", (*labels, "status"), registry=self.registry
            ),
            "seconds": Histogram(
                "vitrine_http_seconds", "Seconds to answer.", labels, registry=self.registry, buckets=_BUCKETS
            ),
            "listeners": Gauge("vitrine_event_listeners", "Open event streams.", registry=self.registry),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request; ``route`` is the template, so that ids make no new series."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)
