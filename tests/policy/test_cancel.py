"""Cancelling: each reason, whole orders, lines, split orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import LineStatus, OrderStatus, OrderType, ParcelStatus, ReturnKind, ReturnStatus
from orderdesk.policy.rules.cancel import CancelAsk, asked_lines
from tests.policy.cases import (
    a_cancellation,
    a_case,
    a_dispute,
    a_line,
    a_message,
    a_parcel,
    a_refund,
    a_return,
    ago,
    ahead,
    usd,
)
from tests.policy.situations import Situation, check, missing

S = OrderStatus
ALL = CancelAsk()
FIRST = CancelAsk(("L-1",))
SPLIT = a_case(
    S.PARTIALLY_SHIPPING,
    lines=(a_line(1, parcel_id="PK-1"), a_line(2, parcel_id="PK-2"), a_line(3)),
    parcels=(a_parcel(1), a_parcel(2, ParcelStatus.TO_FULFILL)),
)
REST = CancelAsk(("L-2", "L-3"))
GIFT = a_case(S.AWAITING_SHIPMENT, lines=(a_line(1, paid=usd(0)), a_line(2)))
HALF = a_case(S.AWAITING_SHIPMENT, lines=(a_line(1, status=LineStatus.CANCELLED), a_line(2)))

SITUATIONS = [
    Situation(
        "already_cancelled",
        Outcome.REFUSE,
        a_case(S.CANCELLED, refunds=(a_refund(usd(35)),)),
        ALL,
        facts={"cancelled_at": ago(days=1)},
        offers=("refund_status", "human"),
    ),
    Situation("already_cancelled", Outcome.REFUSE, a_case(S.CANCELLED, paid_at=None), ALL, offers=("human",)),
    Situation(
        "item_unknown",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT),
        CancelAsk(("L-9",)),
        "default",
        offers=("cancel_order", "track_order", "human"),
    ),
    Situation(
        "line_already_cancelled",
        Outcome.REFUSE,
        HALF,
        FIRST,
        "default",
        facts={"items": ("Thing 1",)},
        offers=("cancel_order", "human"),
    ),
    Situation(
        "dispute_running",
        Outcome.HANDOFF,
        a_case(S.AWAITING_SHIPMENT, disputes=(a_dispute(),)),
        ALL,
        facts={"dispute": "DP-1"},
        offers=("dispute_status", "human"),
    ),
    Situation(
        "cancel_return_running",
        Outcome.REFUSE,
        replace(
            SPLIT, returns=(a_return(ReturnStatus.PENDING, line_ids=("L-1", "L-2"), kind=ReturnKind.REFUND),)
        ),
        CancelAsk(("L-2",)),
        "default",
        facts={"request": "RT-1", "items": ("Thing 2",)},
        offers=("return_status", "withdraw_return", "message_seller", "human"),
    ),
    Situation(
        "rest_not_shipped",
        Outcome.ASK_SELLER,
        replace(SPLIT, returns=(a_return(ReturnStatus.PENDING, line_ids=("L-1",)),)),
        REST,
        name="another unit is being returned",
    ),
    Situation(
        "already_requested",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT, cancellations=(a_cancellation(),)),
        ALL,
        facts={"request": "CN-1", "answer_by": ahead(hours=47)},
        offers=("withdraw_cancellation", "message_seller", "human"),
    ),
    Situation(
        "completed",
        Outcome.REFUSE,
        a_case(S.COMPLETED),
        ALL,
        facts={"completed_at": ago(days=10)},
        offers=("open_dispute", "message_seller", "human"),
    ),
    Situation(
        "delivered",
        Outcome.REFUSE,
        a_case(S.DELIVERED),
        ALL,
        facts={"delivered_at": ago(days=4)},
        offers=("return_item", "message_seller", "open_dispute", "human"),
    ),
    Situation(
        "delivered",
        Outcome.REFUSE,
        a_case(S.DELIVERED, lines=(a_line(1, returnable=False),)),
        ALL,
        offers=("return_faulty", "message_seller", "open_dispute", "human"),
        name="delivered, not returnable",
    ),
    Situation(
        "delivered",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=(a_return(ReturnStatus.PENDING),)),
        ALL,
        offers=("return_status", "message_seller", "human"),
        name="delivered, return under way",
    ),
    Situation(
        "in_transit",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT),
        ALL,
        facts={"shipped_at": ago(days=1), "expected_at": ahead(days=5), "deadline": ago(days=1)},
        offers=("notify_arrival", "message_seller", "return_later", "human"),
    ),
    Situation(
        "in_transit",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, messages=(a_message(),)),
        ALL,
        offers=("notify_arrival", "seller_status", "return_later", "human"),
        name="in transit, message waiting",
    ),
    Situation(
        "in_transit_late",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, expected_at=ago(days=2)),
        ALL,
        facts={"expected_at": ago(days=2)},
        offers=("refund_late", "notify_arrival", "message_seller", "human"),
    ),
    Situation(
        "in_transit_late",
        Outcome.REFUSE,
        a_case(S.IN_TRANSIT, expected_at=ago(days=8)),
        ALL,
        offers=("refund_late", "notify_arrival", "message_seller", "open_dispute", "human"),
        name="lost",
    ),
    Situation(
        "awaiting_collection",
        Outcome.REFUSE,
        a_case(S.AWAITING_COLLECTION),
        ALL,
        offers=("message_seller", "notify_arrival", "return_later", "human"),
    ),
    Situation(
        "partly_shipped",
        Outcome.REFUSE,
        SPLIT,
        ALL,
        facts={"shipped_items": ("Thing 1",)},
        offers=("cancel_rest", "notify_arrival", "message_seller", "return_later", "human"),
    ),
    Situation("partly_shipped", Outcome.REFUSE, SPLIT, FIRST, "default", name="the part that has left"),
    Situation(
        "rest_not_shipped", Outcome.ASK_SELLER, SPLIT, REST, "us", facts={"items": ("Thing 2", "Thing 3")}
    ),
    Situation(
        "rest_not_shipped", Outcome.ASK_SELLER, SPLIT, CancelAsk(("L-3",)), "default", name="part of the rest"
    ),
    Situation(
        "lines_not_offered",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT),
        FIRST,
        offers=("cancel_order", "message_seller", "human"),
    ),
    Situation(
        "lines_not_offered", Outcome.REFUSE, SPLIT, CancelAsk(("L-3",)), "uk", name="one line of the rest"
    ),
    Situation("gift_alone", Outcome.REFUSE, GIFT, FIRST, "default", facts={"items": ("Thing 1",)}),
    Situation(
        "lines_not_offered",
        Outcome.REFUSE,
        GIFT,
        FIRST,
        "us",
        also=("gift_alone",),
        name="two reasons, both told",
    ),
    Situation(
        "made_to_order",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT, order_type=OrderType.MADE_TO_ORDER),
        ALL,
        "default",
        offers=("message_seller", "human"),
    ),
    Situation(
        "made_to_order",
        Outcome.ASK_SELLER,
        a_case(S.AWAITING_SHIPMENT, order_type=OrderType.MADE_TO_ORDER),
        ALL,
    ),
    Situation(
        "pre_order",
        Outcome.ALLOW,
        a_case(S.AWAITING_SHIPMENT, order_type=OrderType.PRE_ORDER),
        ALL,
        "default",
    ),
    Situation(
        "pre_order", Outcome.ASK_SELLER, a_case(S.AWAITING_SHIPMENT, order_type=OrderType.PRE_ORDER), ALL
    ),
    Situation(
        "window_over",
        Outcome.ASK_SELLER,
        a_case(S.AWAITING_SHIPMENT),
        ALL,
        facts={"window_ended": ago(hours=4)},
    ),
    Situation("free_window", Outcome.ALLOW, a_case(S.ON_HOLD), ALL, facts={"deadline": ahead(minutes=40)}),
    Situation(
        "free_window", Outcome.ALLOW, a_case(S.ON_HOLD), FIRST, "default", name="one line in the window"
    ),
    Situation("unpaid", Outcome.ALLOW, a_case(S.UNPAID), ALL, facts={"deadline": ahead(hours=45)}),
]


@pytest.mark.parametrize("one", SITUATIONS, ids=str)
def test_reason(one):
    """Each situation has its reasons, outcome and offers."""
    check("cancel", one)


def test_every_reason_is_shown():
    """No rule of cancelling is without an order that yields it."""
    assert not missing("cancel", SITUATIONS)


@pytest.mark.parametrize(
    ("why", "lines", "parcels", "chosen", "meant"),
    [
        (
            "the gift goes with its purchase",
            (a_line(1, paid=usd(0)), a_line(2)),
            (),
            ("L-2",),
            ("L-1", "L-2"),
        ),
        ("a gift alone stays what it is", (a_line(1, paid=usd(0)), a_line(2)), (), ("L-1",), ("L-1",)),
        ("something else stays", (a_line(1, paid=usd(0)), a_line(2), a_line(3)), (), ("L-2",), ("L-2",)),
        (
            "a gift that has left stays",
            (a_line(1, paid=usd(0), parcel_id="PK-1"), a_line(2, parcel_id="PK-2")),
            (a_parcel(1), a_parcel(2, ParcelStatus.TO_FULFILL)),
            ("L-2",),
            ("L-2",),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_free_gifts(why, lines, parcels, chosen, meant):
    """What nobody bought goes with the last thing that somebody did."""
    case = a_case(S.PARTIALLY_SHIPPING, lines=lines, parcels=parcels)
    assert asked_lines(case, CancelAsk(chosen)) == meant
