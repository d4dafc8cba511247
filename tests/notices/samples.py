"""Facts for every letter, as its service gives them: what the contract test renders."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from orderdesk.money import Money

NOW = datetime(2026, 11, 23, 19, 5, tzinfo=timezone.utc)
ORDER = "576461413038785752"
TITLE = '<b>Glow</b> ✨ Lip Oil & "Gloss"'

ORDERED = {"order": ORDER, "items": ("Black hoodie", TITLE), "seller": "Fern & Fold"}
REFUND = {"refund_from": NOW + timedelta(days=3), "refund_by": NOW + timedelta(days=14)}
CANCEL = {
    **ORDERED, **REFUND, "request": "CN-7F3K2M9Q", "whole_order": True, "reason": "no_longer_needed",
    "refund": Money(Decimal("1023.90"), "USD"), "method": "card ending 4242",
}  # fmt: skip
RETURN = {
    **ORDERED, "request": "RT-2B8M4XQ1", "kind": "RETURN_AND_REFUND", "reason": "damaged", "label": "RL-0042-7731",
    "refund": Money(Decimal("23.90"), "GBP"), "method": "PayPal", "free_label": True, "days": "3–10",
    "ship_by": NOW + timedelta(days=14), "answer_by": NOW + timedelta(days=2),
}  # fmt: skip

SAMPLES: dict[str, dict[str, Any]] = {
    "cancellation_done": CANCEL | {"outcome": "cancelled", "refund_id": "RF-1A2B3C4D"},
    "cancellation_requested": CANCEL | {"outcome": "requested", "answer_by": NOW + timedelta(days=2)},
    "cancellation_withdrawn": {"order": ORDER, "request": "CN-7F3K2M9Q"},
    "cancellation_approved": CANCEL | {"by": "SYSTEM", "refund_id": "RF-1A2B3C4D"},
    "cancellation_refused": CANCEL
    | {"by": "SELLER", "alternatives": ("message_seller", "open_dispute", "human")},
    "cancellation_lapsed": ORDERED,
    "refund_sent": CANCEL | {"refund_id": "RF-1A2B3C4D"},
    "return_requested": RETURN,
    "return_approved": RETURN | {"by": "SELLER"},
    "return_refused": RETURN | {"alternatives": ("open_dispute", "human")},
    "return_label": RETURN,
    "return_withdrawn": RETURN,
    "return_refunded": RETURN | REFUND | {"by": "SYSTEM", "refund_id": "RF-1A2B3C4D"},
    "return_replaced": RETURN | {"kind": "REPLACEMENT"},
    "return_lapsed": RETURN,
    "return_arrived": RETURN
    | {"return_by": NOW + timedelta(days=30), "alternatives": ("return_item", "human")},
    "seller_message_sent": ORDERED
    | {
        "request": "SM-5T6Y7U8J",
        "text": "Could you still cancel it?\n\nThank you!",
        "answer_by": NOW + timedelta(days=1),
    },
    "seller_answered": ORDERED
    | {
        "text": "Still there?",
        "request": "SM-5T6Y7U8J",
        "answer": "Yes <of course>. It has not left us.",
        "agreed": True,
    },
    "to_seller_cancellation": CANCEL | {"answer_by": NOW + timedelta(days=2)},
    "to_seller_return": RETURN,
    "to_seller_goods_sent_back": RETURN,
    "to_seller_message": ORDERED
    | {
        "request": "SM-5T6Y7U8J",
        "topic": "late_cancel",
        "text": "Could you still cancel it?\n\nThank you!",
        "answer_by": NOW + timedelta(days=1),
    },
    "to_seller_dispute": ORDERED
    | {
        "request": "DP-9Q8R7S6T",
        "about": "damaged",
        "evidence_by": NOW + timedelta(days=3),
        "decide_by": NOW + timedelta(days=7),
    },
    "dispute_opened": ORDERED
    | {
        "request": "DP-9Q8R7S6T",
        "about": "damaged",
        "evidence_by": NOW + timedelta(days=3),
        "decide_by": NOW + timedelta(days=7),
    },
    "dispute_decided": CANCEL
    | {"request": "DP-9Q8R7S6T", "outcome": "SUPPORT_BUYER", "refund_id": "RF-1A2B3C4D", "back": RETURN},
    "ticket_opened": {
        "request": "TK-1Q2W3E4R",
        "order": ORDER,
        "topic": "order",
        "summary": "Wants to change the address.",
        "answer_by": NOW,
    },
    "arrived": ORDERED | {"delivered_at": NOW, "return_by": NOW + timedelta(days=30)},
    "sign_in_code": {"code": "042731", "minutes": 10},
    "transcript": {
        "order": ORDER,
        "references": ("CN-7F3K2M9Q", "RF-1A2B3C4D"),
        "turns": (
            {"who": "buyer", "at": NOW, "text": "cancel it"},
            {"who": "bot", "at": NOW, "text": "Done."},
            {"who": "seller", "name": "Fern & <b>Fold</b>", "at": NOW, "text": "Too late."},
        ),
    },
}
