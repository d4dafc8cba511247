"""Money back: how much, and when."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from orderdesk.model import LineStatus, OrderStatus, ParcelStatus, ReturnKind, ReturnStatus
from orderdesk.policy import terms
from orderdesk.policy.refund import (
    add_business_days,
    refund_for_cancel,
    refund_for_dispute,
    refund_for_return,
    refund_span,
)
from tests.policy.cases import NOW, a_case, a_line, a_parcel, a_return, usd

S, K = OrderStatus, ReturnKind
BOTH = ("L-1", "L-2")
GONE = a_line(1, status=LineStatus.CANCELLED)
HALF_SENT = a_case(
    S.PARTIALLY_SHIPPING,
    shipped_at=None,
    lines=(a_line(1, parcel_id="PK-1"), a_line(2)),
    parcels=(a_parcel(),),
)
PAID = a_case(S.AWAITING_SHIPMENT)


@pytest.mark.parametrize(("kind", "cents"), [(K.REPLACEMENT, 1000), (K.RETURN_AND_REFUND, 0)])
def test_a_dispute_pays_for_what_was_replaced_only(kind, cents):
    """A replacement is no money, so its unit can be paid back once; one whose money went back cannot."""
    case = a_case(S.DELIVERED, returns=(a_return(ReturnStatus.COMPLETE, kind=kind),))
    assert refund_for_dispute(case, ("L-1",), "damaged", terms.load("us")) == usd(cents / 100)


def returned(kind: ReturnKind) -> dict:
    """The first unit has been returned (or replaced) before."""
    return {"returns": (a_return(ReturnStatus.COMPLETE, kind=kind),)}


@pytest.mark.parametrize(
    ("why", "case", "ids", "dollars"),
    [
        ("everything, and with it the shipping", PAID, BOTH, 35),
        ("one line of two, without shipping", PAID, ("L-1",), 10),
        (
            "the last line brings the shipping",
            a_case(S.ON_HOLD, lines=(GONE, a_line(2)), refunded=usd(10)),
            ("L-2",),
            25,
        ),
        ("nothing was paid", a_case(S.UNPAID), BOTH, 0),
        ("no lines, no money", PAID, (), 0),
        ("lines of another order", PAID, ("L-9",), 0),
        ("what is cancelled already does not count", a_case(S.ON_HOLD, lines=(GONE, a_line(2))), ("L-1",), 0),
        ("it was sent, so the shipping is used up", a_case(S.IN_TRANSIT), BOTH, 30),
        (
            "a parcel has left",
            a_case(
                S.PARTIALLY_SHIPPING,
                shipped_at=None,
                lines=(a_line(1, parcel_id="PK-1"),),
                parcels=(a_parcel(),),
            ),
            ("L-1",),
            10,
        ),
        (
            "a parcel that is only packed",
            a_case(
                S.AWAITING_COLLECTION, lines=(a_line(1),), parcels=(a_parcel(1, ParcelStatus.TO_FULFILL),)
            ),
            ("L-1",),
            15,
        ),
        ("sent, though no parcel says so", a_case(S.IN_TRANSIT, parcels=()), BOTH, 30),
        ("one of two parcels has left", HALF_SENT, BOTH, 30),
        ("nothing is left of it", a_case(S.ON_HOLD, lines=(GONE,)), ("L-1",), 0),
        ("half of the shipping went back before", a_case(S.ON_HOLD, refunded=usd(2.5)), BOTH, 32.5),
        ("all of the shipping went back before", a_case(S.ON_HOLD, refunded=usd(5)), BOTH, 30),
        ("never more than is left", a_case(S.ON_HOLD, refunded=usd(30)), BOTH, 5),
        ("all went back before", a_case(S.ON_HOLD, refunded=usd(35)), BOTH, 0),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_cancel(why, case, ids, dollars):
    """A cancellation gives back its lines, and the shipping with the last of them if nothing was sent."""
    assert refund_for_cancel(case, ids) == usd(dollars)


@pytest.mark.parametrize(
    ("why", "market", "case", "ids", "kind", "reason", "dollars"),
    [
        ("the goods", "us", a_case(S.DELIVERED), BOTH, K.RETURN_AND_REFUND, "damaged", 30),
        (
            "the goods and the shipping",
            "uk",
            a_case(S.DELIVERED),
            BOTH,
            K.RETURN_AND_REFUND,
            "does_not_fit",
            35,
        ),
        (
            "part of it, so no shipping",
            "uk",
            a_case(S.DELIVERED),
            ("L-2",),
            K.RETURN_AND_REFUND,
            "damaged",
            20,
        ),
        ("nothing came, so everything", "us", a_case(S.IN_TRANSIT), BOTH, K.REFUND, "not_received", 35),
        ("half of it came", "us", a_case(S.IN_TRANSIT), ("L-2",), K.REFUND, "not_received", 20),
        ("a replacement is no money", "uk", a_case(S.DELIVERED), BOTH, K.REPLACEMENT, "damaged", 0),
        ("no reason given", "uk", a_case(S.DELIVERED), BOTH, K.RETURN_AND_REFUND, None, 30),
        ("nothing is left of it", "uk", a_case(S.DELIVERED, lines=(GONE,)), ("L-1",), K.REFUND, "damaged", 0),
        ("no lines, no money", "uk", a_case(S.DELIVERED), (), K.REFUND, "damaged", 0),
        (
            "the last unit brings the shipping",
            "uk",
            a_case(S.DELIVERED, refunded=usd(10), **returned(K.RETURN_AND_REFUND)),
            BOTH,
            K.RETURN_AND_REFUND,
            "damaged",
            25,
        ),
        (
            "after a replacement, which cost nothing, half of the shipping is left",
            "uk",
            a_case(S.DELIVERED, refunded=usd(2.5), **returned(K.REPLACEMENT)),
            BOTH,
            K.RETURN_AND_REFUND,
            "damaged",
            22.5,
        ),
        (
            "never more than is left",
            "uk",
            a_case(S.DELIVERED, refunded=usd(30)),
            BOTH,
            K.REFUND,
            "damaged",
            5,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_return(why, market, case, ids, kind, reason, dollars):
    """A return gives back its lines, and the shipping with the last of them where the market says so."""
    assert refund_for_return(case, ids, kind, reason, terms.load(market)) == usd(dollars)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 4, "2026-11-27"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-29", 10, "2026-12-11"),
    ],
)
def test_business_days(start, days, end):
    """Saturdays and Sundays do not count."""
    first, last = (datetime.fromisoformat(day).replace(hour=9, tzinfo=timezone.utc) for day in (start, end))
    assert add_business_days(first, days) == last


@pytest.mark.parametrize(
    ("zone", "now", "first", "last"),
    [
        ("America/Los_Angeles", "2026-11-20T18:30", "2026-11-25T18:30", "2026-12-04T18:30"),
        ("America/Los_Angeles", "2026-11-22T20:00", "2026-11-25T20:00", "2026-12-04T20:00"),
        ("Europe/London", "2026-07-17T23:30", "2026-07-22T23:30", "2026-07-31T23:30"),
        ("Asia/Tokyo", "2026-11-21T06:00", "2026-11-25T06:00", "2026-12-04T06:00"),
        ("Asia/Tokyo", "2026-11-23T06:00", "2026-11-26T06:00", "2026-12-07T06:00"),
        ("America/Los_Angeles", "2026-10-23T18:30", "2026-10-28T18:30", "2026-11-06T18:30"),
        ("America/Los_Angeles", "2026-10-28T23:30", "2026-11-02T23:30", "2026-11-11T23:30"),
    ],
    ids=[
        "Friday evening",
        "Sunday evening",
        "summer night",
        "Saturday morning",
        "Monday morning",
        "clocks back",
        "late",
    ],
)
def test_days_are_the_buyers(zone, now, first, last):
    """3 to 10 business days are counted where the buyer is, whatever day it is in UTC and whatever clocks do."""
    here = ZoneInfo(zone)
    moments = [datetime.fromisoformat(one).replace(tzinfo=here) for one in (now, first, last)]
    start, end = refund_span(terms.load("us"), moments[0].astimezone(timezone.utc), zone=here)
    assert (start.tzinfo, end.tzinfo) == (timezone.utc, timezone.utc)
    assert [one.astimezone(here) for one in (start, end)] == moments[1:]


@pytest.mark.parametrize("key", ["cancel.refund", "returns.refund"])
def test_span(key):
    """The money comes within the market's business days: 3 to 10 from a Monday end on a Thursday and a Monday."""
    start, end = refund_span(terms.load("us"), NOW, key)
    assert ((start - NOW).days, (end - NOW).days) == (3, 14)
