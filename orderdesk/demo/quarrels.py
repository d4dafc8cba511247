"""What buyers wrote to sellers, and disputes with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from orderdesk.demo.draft import Draft
from orderdesk.demo.refunds import refund
from orderdesk.model import (
    Dispute,
    DisputeStatus,
    Evidence,
    MessageStatus,
    Refund,
    SellerMessage,
)
from orderdesk.money import Money


def messages(draft: Draft) -> tuple[SellerMessage, ...]:
    """The order's messages to its seller."""
    entries = draft.entries("messages")
    return tuple(_message(draft, f"message{number}", entry) for number, entry in enumerate(entries))


def disputes(draft: Draft, cause: str | None) -> tuple[Dispute, ...]:
    """The order's disputes; `cause` is the refused request before them."""
    entries = draft.entries("disputes")
    return tuple(_dispute(draft, f"dispute{number}", entry, cause) for number, entry in enumerate(entries))


def evidence(draft: Draft, made: tuple[Dispute, ...]) -> tuple[Evidence, ...]:
    """What the buyer brought, some minutes after another."""
    return tuple(
        Evidence(
            id=draft.code("EV", f"{one.id}/{number}"),
            dispute_id=one.id,
            text=text,
            added_at=one.opened_at + timedelta(minutes=7 + 11 * number),
        )
        for one, entry in zip(made, draft.entries("disputes"), strict=True)
        for number, text in enumerate(entry["evidence"])
    )


def dispute_refunds(draft: Draft, made: tuple[Dispute, ...], price: Money) -> tuple[Refund, ...]:
    """What those decided for the buyer gave back."""
    found: list[Refund] = []
    for one, entry in zip(made, draft.entries("disputes"), strict=True):
        if one.status is DisputeStatus.SUPPORT_BUYER and one.decided_at:
            found += refund(draft, one.id, price, one.decided_at, entry)
    return tuple(found)


def _message(draft: Draft, what: str, entry: Mapping[str, Any]) -> SellerMessage:
    sent = draft.when(entry, "sent", what) or draft.placed
    answered = draft.when(entry, "answered", what)
    return SellerMessage(
        id=draft.code("SM", what),
        order_id=draft.id,
        customer_id=draft.buyer.id,
        seller_id=draft.seller.id,
        topic=entry["topic"],
        text=entry["text"],
        status=MessageStatus.ANSWERED if answered else MessageStatus.SENT,
        sent_at=sent,
        answer_by=sent + draft.terms.duration("seller.answer_target"),
        answer=entry.get("answer"),
        agreed=entry.get("agreed"),
        answered_at=answered,
    )


def _dispute(draft: Draft, what: str, entry: Mapping[str, Any], cause: str | None) -> Dispute:
    opened = draft.when(entry, "opened", what) or draft.placed
    return Dispute(
        id=draft.code("DP", what),
        order_id=draft.id,
        customer_id=draft.buyer.id,
        about=entry["about"],
        status=DisputeStatus(entry["status"]),
        opened_at=opened,
        decide_by=opened + draft.terms.duration("dispute.decide_days"),
        evidence_by=opened + draft.terms.duration("dispute.evidence_days"),
        cause=cause,
        decided_at=draft.when(entry, "decided", what),
    )
