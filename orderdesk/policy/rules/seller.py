"""The rules of writing to the seller."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from orderdesk.model import MessageStatus, OrderCase, SellerMessage
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.state import still_open
from orderdesk.policy.terms import Terms


@dataclass(frozen=True)
class ContactAsk:
    """What a message to the seller is about."""

    topic: str | None = None


def unanswered(case: OrderCase, topics: Container[str] | None = None) -> SellerMessage | None:
    """The latest message without an answer, if any. `topics`: only one about these."""
    waiting = (
        message
        for message in case.messages
        if message.status is MessageStatus.SENT and (topics is None or message.topic in topics)
    )
    return max(waiting, key=lambda message: message.answer_by, default=None)


@rule("message", "answer_by")
def message_waiting(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> Facts | None:
    """The seller still has time to answer the last message."""
    message = unanswered(case)
    if message and still_open(message.answer_by, now):
        return {"message": message.id, "answer_by": message.answer_by}
    return None


@rule("ordered_at", "deadline")
def contact_too_old(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> Facts | None:
    """Bought too long ago, with nothing since that keeps the line open."""
    ordered = case.order.created_at
    deadline = ordered + terms.duration("seller.contact_days")
    if still_open(deadline, now) or case.returns or case.refunds or _spoke_lately(case, terms, now):
        return None
    return {"ordered_at": ordered, "deadline": deadline}


@rule("message", "overdue_since", "answer_by")
def contact_again(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> Facts | None:
    """The seller did not answer in time, so another message may follow."""
    message = unanswered(case)
    if message and not still_open(message.answer_by, now):
        answer_by = now + terms.duration("seller.answer_target")
        return {"message": message.id, "overdue_since": message.answer_by, "answer_by": answer_by}
    return None


@rule("answer_by")
def contact_open(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> Facts | None:
    """Nothing is waiting, so the seller can be written to."""
    return None if unanswered(case) else {"answer_by": now + terms.duration("seller.answer_target")}


CONTACT = Journey("seller", (message_waiting, contact_too_old, contact_again, contact_open))


def _spoke_lately(case: OrderCase, terms: Terms, now: datetime) -> bool:
    span = terms.duration("seller.conversation_days")
    return any(still_open(message.sent_at + span, now) for message in case.messages)
