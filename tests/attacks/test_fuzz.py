"""Short forms of the fuzz of the gateway, as a real program on each database."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gateway.routes import ROUTES
from tests.attacks import inputs, report, wire
from tests.attacks.door import Tally, door
from tests.attacks.fuzz_api import BASES
from tests.faults.report import Row

pytestmark = pytest.mark.slow


def good(row: Row) -> None:
    """The row reached its goal; if not, its words say what was seen."""
    assert row.good, f"{row.name}: {row.seen} {row.figures}"


def test_the_gateway_stands_whatever_comes(tmp_path: Path) -> None:
    """Hundreds of odd requests: no exit, no 5xx, no exception in the log, and all that was taken is answered."""
    with door(tmp_path) as found:
        good(report.fuzz(found, 400, 11, "SQLite"))


def test_the_gateway_stands_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    """The same on a database that is stricter about texts and numbers."""
    with door(tmp_path, postgres_url) as found:
        good(report.fuzz(found, 200, 12, "PostgreSQL"))


def test_every_address_is_attacked() -> None:
    """A new address that takes a body gets its base, so that the fuzz knows it."""
    assert {route.path for route in ROUTES if route.body is not None} == set(BASES)


def test_a_seed_gives_the_same_inputs() -> None:
    """A run that found something can be had again, and every kind of trick is among the inputs."""
    one, two = (
        [inputs.body(rng, BASES["/api/messages"]) for _ in range(300)]
        for rng in (random.Random(5), random.Random(5))
    )
    assert one == two
    kinds = {
        "text",
        "wrong type",
        "other shape",
        "deep",
        "duplicate keys",
        "odd number",
        "bytes",
        "large",
        "compressed",
    }
    assert kinds <= {body.kind for body in one}
    assert len(list(wire.oddities("/x", "key", random.Random(1)))) > 30


def test_what_is_wrong_is_seen() -> None:
    """The tally calls a 5xx and a traceback wrong (so the tests above can fail)."""
    tally = Tally()
    tally.took("x", 500, "/x")
    tally.took("x", 200, "/x", "Traceback (most recent call last)")
    tally.took("x", 422, "/x")
    assert len(tally.wrong) == 2 and tally.sent == 3
