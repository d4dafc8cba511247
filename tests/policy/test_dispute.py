"""Disputes: each ground, each refusal, what they may be about and what they need."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import CancellationStatus, DisputeStatus, OrderStatus, Party, ReturnKind, ReturnStatus
from orderdesk.policy import terms
from orderdesk.policy.dispute import DisputeAsk, about_for, evidence_for
from tests.policy.cases import a_cancellation, a_case, a_dispute, a_message, a_return, ago, ahead
from tests.policy.situations import Situation, check, missing

S = OrderStatus
ANY = DisputeAsk()
NO = CancellationStatus.CANCELLED
REFUSED = a_cancellation(NO, answered_by=Party.SELLER, answered_at=ago(days=2))
WITHDRAWN = a_cancellation(NO, answered_by=Party.BUYER, answered_at=ago(days=2))
OVERDUE = a_message(sent_at=ago(days=2), answer_by=ago(days=1))
DECIDED = a_dispute(DisputeStatus.SUPPORT_SELLER)


def rejected(**when: float):
    """A return that the seller refused that long ago."""
    return (a_return(ReturnStatus.REJECTED, answered_at=ago(**when)),)


def sent_back(days: int):
    """A return that the buyer has sent, and that had to be sent that long ago."""
    return (a_return(ReturnStatus.BUYER_SHIPPED, ship_by=ago(days=days), label="RL-1"),)


LATE_REFUND_REFUSED = (
    a_return(ReturnStatus.REJECTED, kind=ReturnKind.REFUND, reason="not_received", answered_at=ago(hours=5)),
)

SITUATIONS = [
    Situation("dispute_unpaid", Outcome.REFUSE, a_case(S.UNPAID), ANY, offers=("cancel_order", "human")),
    Situation(
        "dispute_order_cancelled",
        Outcome.REFUSE,
        a_case(S.CANCELLED),
        ANY,
        offers=("message_seller", "human"),
    ),
    Situation(
        "dispute_open",
        Outcome.REFUSE,
        a_case(S.DELIVERED, disputes=(a_dispute(),)),
        ANY,
        facts={"dispute": "DP-1", "decide_by": ahead(days=6)},
        offers=("dispute_status", "human"),
    ),
    Situation(
        "dispute_return_running",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=(a_return(),)),
        ANY,
        facts={"request": "RT-1"},
        offers=("return_status", "withdraw_return", "human"),
    ),
    Situation(
        "dispute_cancellation_waiting",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, expected_at=ago(days=9), cancellations=(a_cancellation(),)),
        ANY,
        offers=("withdraw_cancellation", "message_seller", "human"),
    ),
    Situation(
        "dispute_cancellation_waiting",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT, cancellations=(a_cancellation(),)),
        ANY,
        also=("dispute_ask_seller_first",),
        name="two reasons, both told",
    ),
    Situation(
        "dispute_limit_reached",
        Outcome.HANDOFF,
        a_case(S.DELIVERED, disputes=(DECIDED, a_dispute(DisputeStatus.CLOSED, id="DP-2"))),
        ANY,
        facts={"count": 2},
        offers=("human",),
    ),
    Situation(
        "dispute_window_over",
        Outcome.REFUSE,
        a_case(S.DELIVERED, delivered_at=ago(days=60), returns=rejected(days=11)),
        ANY,
        "uk",
        also=("dispute_protection_over",),
        facts={"refused_at": ago(days=11), "deadline": ago(days=1)},
        offers=("message_seller", "human"),
    ),
    Situation(
        "dispute_protection_over",
        Outcome.REFUSE,
        a_case(S.DELIVERED, delivered_at=ago(days=95)),
        DisputeAsk("damaged"),
        facts={"delivered_at": ago(days=95), "deadline": ago(days=5)},
        offers=("human",),
    ),
    Situation(
        "dispute_ask_seller_first",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT),
        ANY,
        offers=("message_seller", "notify_arrival", "human"),
    ),
    Situation(
        "dispute_ask_seller_first",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT),
        ANY,
        offers=("cancel_order", "message_seller", "notify_arrival", "human"),
        name="not sent yet",
    ),
    Situation(
        "dispute_ask_seller_first",
        Outcome.REFUSE,
        a_case(S.DELIVERED),
        DisputeAsk("other"),
        offers=("return_item", "message_seller", "human"),
        name="nothing wrong with the goods",
    ),
    Situation(
        "dispute_not_lost",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, expected_at=ago(days=1)),
        DisputeAsk("not_received"),
        facts={"expected_at": ago(days=1), "deadline": ahead(days=6)},
        offers=("refund_late", "message_seller", "notify_arrival", "human"),
        name="late, not lost",
    ),
    Situation(
        "dispute_not_lost",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, messages=(OVERDUE,), cancellations=(REFUSED,)),
        DisputeAsk("not_received"),
        offers=("message_seller", "seller_status", "notify_arrival", "human"),
        name="not late, whatever the seller did",
    ),
    Situation(
        "dispute_not_lost",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, expected_at=None),
        DisputeAsk("not_received"),
        facts={"expected_at": None, "deadline": None},
        name="nobody said when it comes",
    ),
    Situation(
        "dispute_return_refused",
        Outcome.ALLOW,
        a_case(S.IN_TRANSIT, expected_at=ago(days=1), returns=LATE_REFUND_REFUSED),
        DisputeAsk("not_received"),
        name="late, and the seller would not pay for it",
    ),
    Situation(
        "dispute_not_lost",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, returns=LATE_REFUND_REFUSED),
        DisputeAsk("not_received"),
        name="no longer late",
    ),
    Situation(
        "dispute_ask_seller_first",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, cancellations=(WITHDRAWN,)),
        ANY,
        name="the buyer's own withdrawal is no refusal",
    ),
    Situation(
        "dispute_return_refused",
        Outcome.ALLOW,
        a_case(S.COMPLETED, returns=rejected(days=2)),
        DisputeAsk("return_refused"),
        facts={"request": "RT-1", "deadline": ahead(days=8)},
    ),
    Situation(
        "dispute_return_unconfirmed",
        Outcome.ALLOW,
        a_case(S.DELIVERED, returns=sent_back(15)),
        DisputeAsk("return_unconfirmed"),
        facts={"request": "RT-1", "received_by": ago(days=1)},
    ),
    Situation(
        "dispute_return_running",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=sent_back(13)),
        DisputeAsk("return_unconfirmed"),
        also=("dispute_ask_seller_first",),
        name="the seller still has time to confirm",
    ),
    Situation(
        "dispute_return_running",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=sent_back(15)),
        DisputeAsk("damaged"),
        name="about nothing else meanwhile",
    ),
    Situation(
        "dispute_cancellation_refused",
        Outcome.ALLOW,
        a_case(S.IN_TRANSIT, cancellations=(REFUSED,)),
        ANY,
        facts={"request": "CN-1", "deadline": ahead(days=8)},
    ),
    Situation(
        "dispute_no_answer",
        Outcome.ALLOW,
        a_case(S.IN_TRANSIT, messages=(OVERDUE,)),
        DisputeAsk("no_answer"),
        facts={"message": "SM-1", "deadline": ahead(days=9)},
    ),
    Situation(
        "dispute_lost",
        Outcome.ALLOW,
        a_case(S.IN_TRANSIT, expected_at=ago(days=8)),
        DisputeAsk("not_received"),
        facts={"expected_at": ago(days=8)},
    ),
    Situation(
        "dispute_protected",
        Outcome.ALLOW,
        a_case(S.DELIVERED),
        DisputeAsk("damaged"),
        facts={"delivered_at": ago(days=4), "deadline": ahead(days=86)},
    ),
    Situation("dispute_protected", Outcome.ALLOW, a_case(S.COMPLETED), ANY, name="closed, but protected"),
    Situation(
        "dispute_protected",
        Outcome.ALLOW,
        a_case(S.DELIVERED, disputes=(DECIDED,)),
        ANY,
        name="one decided before",
    ),
]


@pytest.mark.parametrize("one", SITUATIONS, ids=str)
def test_reason(one):
    """Each situation has its reasons, outcome and offers."""
    check("dispute", one)


def test_every_reason_is_shown():
    """No rule of disputes is without an order that yields it."""
    assert not missing("dispute", SITUATIONS)


GOODS = ("not_received", "damaged", "wrong_item", "missing_parts", "defective", "not_as_described")


@pytest.mark.parametrize(
    ("case", "about"),
    [
        (a_case(S.IN_TRANSIT, messages=(replace(OVERDUE, topic="question"),)), ("not_received", "other")),
        (a_case(S.AWAITING_SHIPMENT), ("other",)),
        (a_case(S.IN_TRANSIT), ("not_received", "other")),
        (a_case(S.IN_TRANSIT, cancellations=(REFUSED,)), ("cancellation_refused", "not_received", "other")),
        (a_case(S.DELIVERED), (*GOODS, "other")),
        (a_case(S.DELIVERED, returns=rejected(days=1)), ("return_refused", *GOODS, "other")),
        (a_case(S.DELIVERED, returns=sent_back(1)), ("return_unconfirmed", *GOODS, "other")),
        (a_case(S.IN_TRANSIT, messages=(OVERDUE,)), ("no_answer", "not_received", "other")),
    ],
)
def test_what_it_may_be_about(case, about):
    """A quarrel that there is comes first, then what may be wrong with the goods."""
    assert about_for(case, terms.load("us")) == about


@pytest.mark.parametrize("market", terms.markets())
def test_evidence(market):
    """Damage asks for a photo, a lost parcel for its tracking, and an unknown matter at least for words."""
    ours = terms.load(market)
    assert "photo" in evidence_for("damaged", ours)
    assert "tracking" in evidence_for("not_received", ours)
    assert evidence_for("no such matter", ours) == ("description",)
