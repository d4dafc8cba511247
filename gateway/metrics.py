"""Figures for Prometheus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from orderdesk.bootstrap import Desk
from orderdesk.errors import OrderdeskError
from orderdesk.model import AuditEntry, InboxMessage, InboxState, OutboxRow, OutboxState, Party, Undelivered
from orderdesk.services import rating

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
HOUR = timedelta(hours=1)
OUTCOMES = ("answered", "put_off", "given_up")
STAGES = ("inbox", "rasa", "http")
REFUSED = re.compile(r"utter_(\w+)_refused_(\w+)")


class Metrics:
    """What this gateway counts, and what it reads from the database when asked."""

    def __init__(self, desk: Desk) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter("orderdesk_turns", "Messages dealt with", ["outcome"], registry=self.registry)
        self._stages = Histogram(
            "orderdesk_stage_seconds", "Seconds by stage", ["stage"], buckets=SECONDS, registry=self.registry
        )
        self._fallbacks = Counter("orderdesk_fallbacks", "Messages not understood", registry=self.registry)
        self._refusals = Counter(
            "orderdesk_refusals", "Refusals by the policy", ["journey", "reason"], registry=self.registry
        )
        self._requests = Counter(
            "orderdesk_requests", "HTTP requests", ["path", "status"], registry=self.registry
        )
        self._platforms = Counter(
            "orderdesk_platform_lines", "Updates and lines by platform", ["platform", "way", "outcome"],
            registry=self.registry,
        )  # fmt: skip
        # They begin at zero: of a figure that begins at one, Prometheus does not see the first step.
        for outcome in OUTCOMES:
            self._turns.labels(outcome)
        for stage in STAGES:
            self._stages.labels(stage)
        self.registry.register(_FromDatabase(desk))

    def waited(self, span: timedelta) -> None:
        """How long a message lay in the inbox."""
        self._stages.labels("inbox").observe(max(span.total_seconds(), 0.0))

    def answered(self, replies: Iterable[dict[str, Any]], seconds: float) -> None:
        """A turn of Rasa's, and what it said."""
        self._turns.labels("answered").inc()
        self._stages.labels("rasa").observe(seconds)
        for reply in replies:
            name = reply.get("response") or ""
            if name.startswith("utter_not_understood"):
                self._fallbacks.inc()
            if found := REFUSED.fullmatch(name):
                self._refusals.labels(*found.groups()).inc()

    def put_off(self) -> None:
        """A message has to wait for a part that is down or slow."""
        self._turns.labels("put_off").inc()

    def gave_up(self) -> None:
        """A message was dead-lettered."""
        self._turns.labels("given_up").inc()

    def taken_in(self, platform: str, outcome: str) -> None:
        """An update of a messaging platform came in."""
        self._platforms.labels(platform, "in", outcome).inc()

    def carried(self, platform: str, outcome: str) -> None:
        """A line went out to a messaging platform, or did not."""
        self._platforms.labels(platform, "out", outcome).inc()

    def served(self, path: str, status: int, seconds: float) -> None:
        """An HTTP request; `path` is the route's, not what was typed."""
        self._requests.labels(path, status).inc()
        self._stages.labels("http").observe(seconds)

    def text(self) -> bytes:
        """What /metrics answers."""
        return generate_latest(self.registry)


class _FromDatabase(Collector):
    """Read at each scrape; left out while the database does not answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Asked for at registration, so that nothing is read then."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ages of what waits longest, and counts."""
        try:
            figures, ratings = self._figures(), self._ratings()
        except OrderdeskError:
            return
        for name, (words, value) in figures.items():
            yield GaugeMetricFamily(f"orderdesk_{name}", words, value=value)
        yield ratings

    def _ratings(self) -> GaugeMetricFamily:
        found = GaugeMetricFamily(
            "orderdesk_ratings", "Ratings by journey and score", labels=["journey", "score"]
        )
        for journey, score, number in rating.counts(self._desk):
            found.add_metric([journey, str(score)], number)
        return found

    def _figures(self) -> dict[str, tuple[str, float]]:
        now = self._desk.clock.now()
        with self._desk.store.read() as unit:
            letters = unit.find(OutboxRow, state=OutboxState.PENDING, order_by="created_at", limit=1)
            messages = unit.find(InboxMessage, state=InboxState.WAITING, order_by="received_at", limit=1)
            dead = (
                unit.count(OutboxRow, state=OutboxState.DEAD),
                unit.count(InboxMessage, state=InboxState.DEAD),
            )
            effects = unit.count(AuditEntry, since=("at", now - HOUR), actor=Party.BUYER)
            undelivered = unit.count(Undelivered)
        return {
            "outbox_age_seconds": (
                "Age of the oldest letter",
                _age(now, [one.created_at for one in letters]),
            ),
            "inbox_age_seconds": (
                "Age of the oldest message",
                _age(now, [one.received_at for one in messages]),
            ),
            "outbox_dead": ("Letters that were given up", dead[0]),
            "inbox_dead": ("Messages that were given up", dead[1]),
            "platform_dead": ("Lines that a messaging platform would not take", undelivered),
            "effects_last_hour": ("Effects of buyers in the last hour, from the audit", effects),
        }


def _age(now: Any, moments: list[Any]) -> float:
    return max((now - moments[0]).total_seconds(), 0.0) if moments else 0.0
