"""Figures for whoever watches the machine, in Prometheus' text form, without anything about a person.

What citizens do is counted as it happens; what can be looked up is looked up when somebody asks.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

Look = Callable[[datetime], Iterable[tuple[str, str, Mapping[str, float]]]]
"""Name, explanation and values of a gauge; the values by label ``kind``, or one under an empty name."""


class Metrics:
    """All counters of one process, on a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "hailong_answers",
            "Answers handed in, by what became of them and channel.",
            ["outcome", "channel"],
            registry=self._registry,
        )
        self._refusals = Counter(
            "hailong_refusals",
            "What was refused at the citizens' door, by code.",
            ["code"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "hailong_acknowledgement_seconds",
            "From a whole answer received to its flush to disk.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._batches = Histogram(
            "hailong_batch_answers",
            "Answers that shared one flush.",
            buckets=SIZES,
            registry=self._registry,
        )
        self._snapshots = Counter(
            "hailong_snapshots",
            "Units whose visible figures were replaced.",
            registry=self._registry,
        )
        self._slowed = Counter(
            "hailong_slowed",
            "Answers that were told to wait because their link had too many, by channel and unit.",
            ["channel", "unit"],
            registry=self._registry,
        )
        self._unexpected = Counter(
            "hailong_unexpected_errors", "Errors that nobody foresaw.", registry=self._registry
        )
        self._bound: dict[tuple[str, str], Callable[[], None]] = {}

    def answered(self, outcome: str, channel: str, seconds: float) -> None:
        """An answer whose fate is known. On the path of every answer, so counters are bound once."""
        add = self._bound.get((outcome, channel))
        if add is None:
            add = self._answers.labels(outcome, channel).inc
            self._bound[outcome, channel] = add
        add()
        self._seconds.observe(seconds)

    def refused(self, code: str) -> None:
        self._refusals.labels(code).inc()

    def slowed(self, channel: str, unit: str) -> None:
        self._slowed.labels(channel, unit).inc()

    def kept_together(self, size: int) -> None:
        self._batches.observe(size)

    def snapshots_taken(self, units: int) -> None:
        self._snapshots.inc(units)

    def unexpected(self) -> None:
        self._unexpected.inc()

    def text(self, look: Look, now: datetime) -> bytes:
        """All figures, with what `look` finds at this moment."""
        once = CollectorRegistry()
        once.register(_Looked(look, now))
        return generate_latest(self._registry) + generate_latest(once)


class _Looked(Collector):
    """The gauges of one moment."""

    def __init__(self, look: Look, now: datetime) -> None:
        self._look, self._now = look, now

    def collect(self) -> Iterable[Metric]:
        for name, explanation, values in self._look(self._now):
            if list(values) == [""]:
                yield GaugeMetricFamily(name, explanation, value=values[""])
                continue
            family = GaugeMetricFamily(name, explanation, labels=["kind"])
            for kind, value in values.items():
                family.add_metric([kind], value)
            yield family
