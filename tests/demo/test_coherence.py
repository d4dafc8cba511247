"""The demo shop's orders could all have happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdesk.demo.seed import cases
from orderdesk.model import LineStatus, OrderCase, OrderStatus, ParcelStatus
from orderdesk.money import Money
from tests.demo.coherent import check, complaints

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc))
#: Both ends of a day, the leap day, and nights in which clocks change in New York, London and Sydney.
AWKWARD = (
    "2026-11-01T06:30",
    "2026-10-25T01:00",
    "2027-04-03T16:00",
    "2028-02-29T23:59:59",
    "2026-12-31T00:00",
)


def test_coherent_now(now: datetime) -> None:
    """Every order's amounts, statuses, parcels, scans and requests agree with each other."""
    assert check(cases(now), now) == []


@pytest.mark.parametrize("moment", AWKWARD)
def test_coherent_at_awkward_times(moment: str) -> None:
    """The shop is coherent when clocks change, at the ends of years and on leap days."""
    now = datetime.fromisoformat(moment).replace(tzinfo=timezone.utc)
    assert check(cases(now), now) == []


@settings(max_examples=25, deadline=None)
@given(now=MOMENTS)
def test_coherent_whenever(now: datetime) -> None:
    """The shop is coherent whenever it is seeded."""
    assert check(cases(now), now) == []


def _break(case: OrderCase, part: str, **values: Any) -> OrderCase:
    rows = getattr(case, part)
    if isinstance(rows, tuple):
        return replace(case, **{part: (*rows[:-1], replace(rows[-1], **values))})
    return replace(case, **{part: replace(rows, **values)})


LONG = timedelta(days=400)
BREAKS = [
    ("mia-hold", "order", {"total": Money(Decimal("1.00"), "USD")}),
    ("mia-hold", "order", {"status": OrderStatus.AWAITING_SHIPMENT}),
    ("mia-hold", "payment", {"refunded": Money(Decimal("1.00"), "USD")}),
    ("mia-hold", "lines", {"status": LineStatus.CANCELLED}),
    ("mia-waiting", "order", {"status": OrderStatus.ON_HOLD}),
    ("mia-transit", "parcels", {"status": ParcelStatus.COMPLETED}),
    ("mia-transit", "lines", {"parcel_id": None}),
    ("mia-transit", "events", {"code": "teleported"}),
    ("mia-delivered", "order", {"delivered_at": None}),
    ("mia-delivered", "events", {"at": datetime(2026, 11, 23, 11, tzinfo=timezone.utc)}),
    ("mia-cancelled", "order", {"cancel_reason": "other"}),
    ("mia-cancelled", "refunds", {"cause": "CN-00000000"}),
    ("mia-cancelled", "refunds", {"sent_at": None}),
    ("noah-unpaid", "order", {"paid_at": datetime(2026, 11, 23, 11, tzinfo=timezone.utc)}),
    ("ruth-asked", "seller", {"manner": "accepts"}),
    ("kai-pending", "seller", {"manner": "refuses"}),
    ("kai-label", "returns", {"label": None}),
    ("theo-lost", "seller", {"manner": "accepts"}),
    ("eve-running", "disputes", {"cause": None}),
    ("eve-running", "evidence", {"added_at": datetime(2026, 11, 23, 12, 1, tzinfo=timezone.utc)}),
]


@pytest.mark.parametrize(("name", "part", "values"), BREAKS)
def test_check_complains(
    orders: dict[str, OrderCase], now: datetime, name: str, part: str, values: dict[str, Any]
) -> None:
    """The check sees an order whose facts do not agree."""
    assert complaints(orders[name], now) == []
    assert complaints(_break(orders[name], part, **values), now)
