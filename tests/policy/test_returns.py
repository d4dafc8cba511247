"""Returns: each reason, and whose turn it is."""

from __future__ import annotations

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import LineStatus, OrderStatus, ParcelStatus, ReturnKind, ReturnStatus
from orderdesk.policy.returns import ReturnAsk
from tests.policy.cases import (
    a_cancellation,
    a_case,
    a_dispute,
    a_line,
    a_parcel,
    a_refund,
    a_return,
    ago,
    ahead,
    usd,
)
from tests.policy.situations import Situation, check, missing

S, K = OrderStatus, ReturnKind
ANY = ReturnAsk()
LATE = ReturnAsk(kind=K.REFUND, reason="not_received")
DONE = a_return(ReturnStatus.COMPLETE)
FINAL_SALE = (a_line(1, returnable=False), a_line(2))
TWO_PARCELS = a_case(
    S.IN_TRANSIT,
    lines=(a_line(1, parcel_id="PK-1"), a_line(2, parcel_id="PK-2")),
    parcels=(a_parcel(1, ParcelStatus.COMPLETED, delivered_at=ago(days=2)), a_parcel(2)),
)


def reason(code: str, kind: ReturnKind | None = None) -> ReturnAsk:
    """Everything, for this reason."""
    return ReturnAsk(kind=kind, reason=code)


#: At least one for each rule, by and large in the order in which `policy/rules/returns.py` lists them.
SITUATIONS = [
    Situation(
        "return_order_cancelled",
        Outcome.REFUSE,
        a_case(S.CANCELLED, refunds=(a_refund(usd(35)),)),
        ANY,
        offers=("refund_status", "human"),
    ),
    Situation(
        "return_item_unknown",
        Outcome.REFUSE,
        a_case(S.DELIVERED),
        ReturnAsk(("L-9",)),
        offers=("return_item", "track_order", "human"),
    ),
    Situation(
        "return_dispute_running",
        Outcome.HANDOFF,
        a_case(S.DELIVERED, disputes=(a_dispute(),)),
        ANY,
        offers=("dispute_status", "human"),
    ),
    Situation(
        "return_cancellation_waiting",
        Outcome.REFUSE,
        a_case(S.DELIVERED, cancellations=(a_cancellation(),)),
        ANY,
        offers=("withdraw_cancellation", "message_seller", "human"),
    ),
    Situation(
        "return_under_way",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=(a_return(),)),
        ANY,
        facts={"request": "RT-1", "status": "RETURN_OR_REFUND_REQUEST_PENDING"},
        offers=("return_status", "withdraw_return", "message_seller", "human"),
    ),
    Situation(
        "already_returned",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=(DONE,)),
        ReturnAsk(("L-1",)),
        facts={"items": ("Thing 1",)},
        offers=("return_status", "return_item", "human"),
    ),
    Situation(
        "already_returned",
        Outcome.REFUSE,
        a_case(S.DELIVERED, lines=(a_line(1, status=LineStatus.RETURNED),)),
        ANY,
        offers=("human",),
        name="nothing left",
    ),
    Situation(
        "return_item_cancelled",
        Outcome.REFUSE,
        a_case(S.DELIVERED, lines=(a_line(1, status=LineStatus.CANCELLED), a_line(2))),
        ReturnAsk(("L-1",)),
        facts={"items": ("Thing 1",)},
        offers=("return_item", "human"),
    ),
    Situation("return_unpaid", Outcome.REFUSE, a_case(S.UNPAID), ANY, offers=("cancel_order", "human")),
    Situation(
        "not_shipped_yet",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT),
        ANY,
        offers=("cancel_order", "message_seller", "human"),
    ),
    Situation("not_shipped_yet", Outcome.REFUSE, a_case(S.ON_HOLD), ANY, name="on hold"),
    Situation(
        "not_delivered_yet",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT),
        ANY,
        facts={"items": ("Thing 1", "Thing 2"), "expected_at": ahead(days=5)},
        offers=("notify_arrival", "message_seller", "return_later", "human"),
    ),
    Situation(
        "not_delivered_yet",
        Outcome.REFUSE,
        a_case(S.AWAITING_COLLECTION, expected_at=ago(days=1)),
        ANY,
        offers=("refund_late", "notify_arrival", "message_seller", "human"),
        name="late, but a return was asked for",
    ),
    Situation(
        "not_delivered_yet", Outcome.REFUSE, a_case(S.IN_TRANSIT), LATE, name="money, but it is not late"
    ),
    Situation(
        "not_delivered_yet",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, lines=(a_line(1, returnable=False),)),
        ANY,
        also=("not_returnable",),
        offers=("notify_arrival", "message_seller", "human"),
        name="on its way and not returnable",
    ),
    Situation(
        "not_delivered_yet",
        Outcome.REFUSE,
        TWO_PARCELS,
        ReturnAsk(("L-1", "L-2")),
        facts={"items": ("Thing 2",)},
        name="one of two parcels is there",
    ),
    Situation(
        "return_completed_order",
        Outcome.REFUSE,
        a_case(S.COMPLETED),
        ANY,
        also=("return_window_over",),
        facts={"completed_at": ago(days=10)},
        offers=("open_dispute", "message_seller", "human"),
    ),
    Situation(
        "return_window_over",
        Outcome.REFUSE,
        a_case(S.DELIVERED, delivered_at=ago(days=40)),
        ANY,
        facts={"delivered_at": ago(days=40), "deadline": ago(days=10)},
        offers=("return_faulty", "open_dispute", "message_seller", "human"),
    ),
    Situation(
        "return_window_over",
        Outcome.REFUSE,
        a_case(S.DELIVERED, delivered_at=ago(days=40)),
        reason("damaged"),
        "uk",
        offers=("message_seller", "human"),
        name="no protection in the UK",
    ),
    Situation(
        "return_protection_over",
        Outcome.REFUSE,
        a_case(S.DELIVERED, delivered_at=ago(days=91)),
        reason("damaged"),
        facts={"deadline": ago(days=1)},
        offers=("human",),
    ),
    Situation(
        "not_returnable",
        Outcome.REFUSE,
        a_case(S.DELIVERED, lines=FINAL_SALE),
        ReturnAsk(("L-1", "L-2"), reason="does_not_fit"),
        facts={"items": ("Thing 1",)},
    ),
    Situation(
        "not_returnable",
        Outcome.REFUSE,
        a_case(S.DELIVERED, lines=FINAL_SALE[:1]),
        ANY,
        offers=("return_faulty", "message_seller", "open_dispute", "human"),
        name="nothing of it returnable",
    ),
    Situation(
        "return_window_over",
        Outcome.REFUSE,
        a_case(S.DELIVERED, lines=FINAL_SALE[:1], delivered_at=ago(days=100)),
        ANY,
        also=("not_returnable",),
        name="two reasons, both told",
    ),
    Situation(
        "return_reason_not_offered",
        Outcome.REFUSE,
        a_case(S.DELIVERED),
        reason("better_price"),
        facts={"reason": "better_price"},
        offers=("return_item", "message_seller", "human"),
    ),
    Situation(
        "return_kind_not_offered",
        Outcome.REFUSE,
        a_case(S.DELIVERED),
        reason("no_longer_needed", K.REFUND),
        facts={"kind": "REFUND", "kinds": ("RETURN_AND_REFUND",)},
        offers=("return_item", "message_seller", "human"),
    ),
    Situation(
        "refund_when_late",
        Outcome.ASK_SELLER,
        a_case(S.IN_TRANSIT, expected_at=ago(days=1)),
        LATE,
        facts={"expected_at": ago(days=1), "answer_by": ahead(hours=48)},
    ),
    Situation(
        "refund_when_late",
        Outcome.ASK_SELLER,
        a_case(S.IN_TRANSIT, expected_at=ago(days=1)),
        ReturnAsk(kind=K.REFUND),
        name="money for what is late, no reason given",
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED),
        ANY,
        "default",
        facts={"deadline": ahead(days=26), "answer_by": ahead(hours=48)},
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED),
        reason("damaged", K.REFUND),
        name="money without the goods coming back",
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED),
        LATE,
        name="said to be there, but is not",
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED, delivered_at=ago(days=40)),
        reason("damaged"),
        facts={"deadline": ahead(days=50)},
        name="protected beyond the window",
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED, lines=FINAL_SALE[:1]),
        reason("damaged"),
        name="not returnable, but damaged",
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED, returns=(a_return(ReturnStatus.REJECTED),)),
        ANY,
        name="refused before",
    ),
    Situation(
        "return_seller_review",
        Outcome.ASK_SELLER,
        a_case(S.DELIVERED, delivered_at=ago(days=20)),
        ANY,
        "uk",
        name="beyond the UK's 14 days",
    ),
    Situation(
        "return_auto_approved",
        Outcome.ALLOW,
        a_case(S.DELIVERED),
        reason("does_not_fit", K.RETURN_AND_REFUND),
        facts={"deadline": ahead(days=26), "ship_by": ahead(days=14)},
    ),
    Situation("return_auto_approved", Outcome.ALLOW, a_case(S.DELIVERED), ANY, "uk"),
    Situation(
        "return_auto_approved",
        Outcome.ALLOW,
        TWO_PARCELS,
        ReturnAsk(("L-1",)),
        name="the parcel that is there",
    ),
    Situation("return_auto_approved", Outcome.ALLOW, TWO_PARCELS, ANY, name="no lines named: what is there"),
]


@pytest.mark.parametrize("one", SITUATIONS, ids=str)
def test_reason(one):
    """Each situation has its reasons, outcome and offers."""
    check("returns", one)


def test_every_reason_is_shown():
    """No rule of returning is without an order that yields it."""
    assert not missing("returns", SITUATIONS)
