"""The demo shop at one moment."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from orderdesk.demo.seed import cases, drafts
from orderdesk.model import OrderCase

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def now() -> datetime:
    """A Monday, noon."""
    return NOW


@pytest.fixture(scope="session")
def orders() -> dict[str, OrderCase]:
    """The shop's orders by name: mia-hold."""
    names = [draft.name for draft in drafts(NOW)]
    return dict(zip(names, cases(NOW), strict=True))
