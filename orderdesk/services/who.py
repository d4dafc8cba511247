"""Who speaks in a conversation, looked up on the server."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound, NotSignedIn
from orderdesk.model import Customer, Order, OrderCase, Session
from orderdesk.ports import Unit


@dataclass(frozen=True)
class Who:
    """A proven speaker: the buyer, the conversation, and the message being answered (for the audit)."""

    customer: Customer
    conversation_id: str
    message_id: str | None = None


def who(desk: Desk, conversation_id: str, message_id: str | None = None) -> Who:
    """The buyer who is signed in to this conversation. Raises NotSignedIn."""
    with desk.store.read() as unit:
        session = unit.get(Session, conversation_id)
        if session is None or session.closed_at is not None or session.expires_at <= desk.clock.now():
            raise NotSignedIn(conversation_id)
        customer = unit.get(Customer, session.customer_id)
    if customer is None:
        raise NotSignedIn(conversation_id)
    return Who(customer, conversation_id, message_id)


def own_case(unit: Unit, speaker: Who, order_id: str) -> OrderCase:
    """The buyer's own order. Raises NotFound, the same for an order of somebody else and for none at all.

    Asked of the database in one question, so that either takes as long, and nobody else's order is read or locked.
    """
    if not unit.count(Order, id=order_id, customer_id=speaker.customer.id):
        raise NotFound(order_id)
    case = unit.case(order_id)
    if case is None:
        raise NotFound(order_id)
    return case


def case_of(unit: Unit, order_id: str) -> OrderCase:
    """The order that a row of ours points at, whoever's it is: for the clock and for sellers. Raises LookupError."""
    case = unit.case(order_id)
    if case is None:
        raise LookupError(order_id)
    return case
