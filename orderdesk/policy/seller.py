"""May the buyer write to the seller, and about what?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase, OrderStatus
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.seller import CONTACT, ContactAsk
from orderdesk.policy.rules.state import has_arrived
from orderdesk.policy.terms import Terms

__all__ = ["ALL_TOPICS", "TOPICS", "ContactAsk", "decide_contact", "topics_for"]

#: What to write about, by where the order is, the likeliest first.
TOPICS: dict[OrderStatus, tuple[str, ...]] = {
    OrderStatus.UNPAID: ("change_address", "question"),
    OrderStatus.ON_HOLD: ("change_address", "question"),
    OrderStatus.AWAITING_SHIPMENT: ("late_cancel", "change_address", "where_is_it", "question"),
    OrderStatus.PARTIALLY_SHIPPING: ("late_cancel", "where_is_it", "change_address", "question"),
    OrderStatus.AWAITING_COLLECTION: ("late_cancel", "where_is_it", "change_address", "question"),
    OrderStatus.IN_TRANSIT: ("late_cancel", "where_is_it", "question"),
    OrderStatus.DELIVERED: ("damaged", "wrong_item", "where_is_it", "question"),
    OrderStatus.COMPLETED: ("damaged", "wrong_item", "question"),
    OrderStatus.CANCELLED: ("question",),
}

#: Every topic that there is.
ALL_TOPICS = frozenset(topic for topics in TOPICS.values() for topic in topics)


def decide_contact(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> Decision:
    """Write (ALLOW), or not now, with reasons and what works instead."""
    return decision(CONTACT.findings(case, ask, terms, now), case, terms, now, offer)


def topics_for(case: OrderCase) -> tuple[str, ...]:
    """What a message about this order may be about, likeliest first. One parcel of several may be there."""
    topics = TOPICS[case.order.status]
    arrived = any(has_arrived(case, line) for line in case.lines)
    early = arrived and "damaged" not in topics and case.order.status is not OrderStatus.CANCELLED
    return (*topics[:-1], "damaged", "wrong_item", topics[-1]) if early else topics
