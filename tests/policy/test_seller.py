"""Writing to the seller: each reason, and what to write about."""

from __future__ import annotations

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import MessageStatus, OrderStatus, ParcelStatus
from orderdesk.policy.seller import TOPICS, ContactAsk, topics_for
from tests.policy.cases import a_case, a_line, a_message, a_parcel, a_refund, ago, ahead, usd
from tests.policy.situations import Situation, check, missing

S = OrderStatus
OVERDUE = a_message(sent_at=ago(days=2), answer_by=ago(days=1))
OLD = {"created_at": ago(days=61), "delivered_at": ago(days=50)}

SITUATIONS = [
    Situation(
        "message_waiting",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, messages=(a_message(),)),
        facts={"message": "SM-1", "answer_by": ahead(hours=22)},
        offers=("seller_status", "track_order", "human"),
    ),
    Situation(
        "contact_too_old",
        Outcome.REFUSE,
        a_case(S.DELIVERED, **OLD),
        facts={"ordered_at": ago(days=61), "deadline": ago(days=1)},
        offers=("open_dispute", "track_order", "human"),
    ),
    Situation(
        "contact_too_old",
        Outcome.REFUSE,
        a_case(S.DELIVERED, **OLD),
        market="uk",
        offers=("track_order", "human"),
    ),
    Situation(
        "contact_again",
        Outcome.ALLOW,
        a_case(S.IN_TRANSIT, messages=(OVERDUE,)),
        facts={"message": "SM-1", "overdue_since": ago(days=1), "answer_by": ahead(hours=24)},
        offers=("open_dispute", "human"),
    ),
    Situation(
        "contact_open",
        Outcome.ALLOW,
        a_case(S.IN_TRANSIT, messages=(a_message(MessageStatus.ANSWERED),)),
        ContactAsk("late_cancel"),
        facts={"answer_by": ahead(hours=24)},
    ),
    Situation(
        "contact_open",
        Outcome.ALLOW,
        a_case(S.DELIVERED, **OLD, refunds=(a_refund(usd(5)),)),
        name="old, but with a refund",
    ),
]


@pytest.mark.parametrize("one", SITUATIONS, ids=str)
def test_reason(one):
    """Each situation has its reasons, outcome and offers."""
    check("seller", one)


def test_every_reason_is_shown():
    """No rule of writing to the seller is without an order that yields it."""
    assert not missing("seller", SITUATIONS)


@pytest.mark.parametrize("status", list(S), ids=str)
def test_topics_fit_the_status(status):
    """There is always something to write about, and the open question comes last."""
    topics = topics_for(a_case(status))
    assert topics == TOPICS[status]
    assert topics[-1] == "question"


def test_nobody_asks_to_cancel_what_is_there():
    """A late cancellation is offered while the parcel may still be stopped, not after."""
    assert [status for status in S if "late_cancel" in topics_for(a_case(status))] == [
        S.AWAITING_SHIPMENT,
        S.PARTIALLY_SHIPPING,
        S.AWAITING_COLLECTION,
        S.IN_TRANSIT,
    ]


def test_topics_of_the_parcel_that_is_there():
    """With one parcel there and one on its way, both kinds of trouble can be written about."""
    case = a_case(
        S.IN_TRANSIT,
        lines=(a_line(1, parcel_id="PK-1"), a_line(2)),
        parcels=(a_parcel(1, ParcelStatus.COMPLETED, delivered_at=ago(days=1)),),
    )
    assert topics_for(case) == ("late_cancel", "where_is_it", "damaged", "wrong_item", "question")
