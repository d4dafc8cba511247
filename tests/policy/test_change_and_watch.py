"""Changing an order, which is never possible, and "tell me when it arrives": each reason."""

from __future__ import annotations

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import OrderStatus, ParcelEvent
from tests.policy.cases import a_cancellation, a_case, a_parcel, ago, ahead
from tests.policy.situations import Situation, check, missing

S, NO, YES = OrderStatus, Outcome.REFUSE, Outcome.ALLOW

SENT = a_parcel(shipped_at=ago(days=1))
BACK = ParcelEvent("EV-1", SENT.id, ago(hours=2), "returned_to_sender", "Millbrook")

CHANGES = [
    Situation("change_cancelled", NO, a_case(S.CANCELLED), offers=("human",)),
    Situation(
        "change_cancellation_waiting",
        NO,
        a_case(S.AWAITING_SHIPMENT, cancellations=(a_cancellation(),)),
        offers=("withdraw_cancellation", "message_seller", "human"),
    ),
    Situation("change_delivered", NO, a_case(S.DELIVERED), offers=("return_item", "message_seller", "human")),
    Situation(
        "change_sent",
        NO,
        a_case(S.IN_TRANSIT),
        offers=("message_seller", "notify_arrival", "return_later", "human"),
    ),
    Situation(
        "change_packed",
        NO,
        a_case(S.AWAITING_COLLECTION),
        offers=("message_seller", "notify_arrival", "human"),
    ),
    Situation(
        "change_free",
        NO,
        a_case(S.ON_HOLD),
        facts={"deadline": ahead(minutes=40)},
        offers=("cancel_order", "message_seller", "human"),
    ),
    Situation(
        "change_preparing",
        NO,
        a_case(S.AWAITING_SHIPMENT),
        facts={"seller": "Seller"},
        offers=("message_seller", "cancel_order", "human"),
    ),
]

WATCHES = [
    Situation("watch_cancelled", NO, a_case(S.CANCELLED)),
    Situation("watch_arrived", NO, a_case(S.DELIVERED), facts={"delivered_at": ago(days=4)}),
    Situation("watch_unpaid", NO, a_case(S.UNPAID), facts={"deadline": ahead(hours=45)}),
    Situation(
        "watch_going_back",
        NO,
        a_case(S.IN_TRANSIT, parcels=(SENT,), events=(BACK,)),
        facts={"at": BACK.at},
        offers=("message_seller", "human"),
    ),
    Situation("watch_on_its_way", YES, a_case(S.IN_TRANSIT), facts={"expected_at": ahead(days=5)}),
    Situation("watch_not_sent", YES, a_case(S.AWAITING_SHIPMENT)),
]


@pytest.mark.parametrize("one", CHANGES, ids=str)
def test_change_reason(one):
    """A change is always refused, and each refusal names the way that comes closest."""
    check("change", one)


@pytest.mark.parametrize("one", WATCHES, ids=str)
def test_watch_reason(one):
    """An arrival can be told as long as there is one to come."""
    check("watch", one)


@pytest.mark.parametrize(("journey", "situations"), [("change", CHANGES), ("watch", WATCHES)])
def test_every_reason_is_shown(journey, situations):
    """No rule is without an order that yields it."""
    assert not missing(journey, situations)
