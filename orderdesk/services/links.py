"""Accounts of messaging platforms, each linked once to the buyer whom it proved to be.

A link is a session of the account itself: its id is made from the account's name and cannot be read back. A proof opens
it, it opens a session in each later conversation of the account, and it ends by "sign out", or unused by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, Customer, Order, Session
from orderdesk.ports import Unit
from orderdesk.services.again import again
from orderdesk.services.conversations import close_in, new_platform
from orderdesk.services.delivery import Line, append
from orderdesk.services.sessions import sign_in

UNUSED = timedelta(days=180)


def link(desk: Desk, channel: str, user: str, customer_id: str) -> None:
    """From now on this account is this buyer. The caller has seen the proof."""
    again(lambda: _link(desk, channel, user, customer_id))


def is_signed_out(desk: Desk, channel: str, user: str) -> bool:
    """Whether the account's owner signed out, and so wants to be asked before being recognised again."""
    with desk.store.read() as unit:
        found = unit.get(Session, link_id(channel, user))
    return found is not None and found.closed_at is not None


def recognise(desk: Desk, conversation: Conversation, user: str) -> Customer | None:
    """Sign the conversation in as the buyer to whom the account is linked, if it is."""
    return again(lambda: _recognise(desk, conversation, user))


def owner(desk: Desk, order_ids: Sequence[str]) -> str | None:
    """The id of the buyer whose orders these are; None: none of them is known, or they are not one buyer's."""
    with desk.store.read() as unit:
        found = {order.customer_id for order in unit.find(Order, id=tuple(order_ids))} if order_ids else set()
    return found.pop() if len(found) == 1 else None


def sign_out(desk: Desk, conversation: Conversation, user: str | None, goodbye: Line) -> Conversation:
    """Unlink, end the conversation and wipe it, and say so in a new one: all of it or nothing."""
    return again(lambda: _sign_out(desk, conversation.id, user, goodbye))


def link_id(channel: str, user: str) -> str:
    """The id of an account's link."""
    return "link-" + hashlib.sha256(f"orderdesk account {channel} {user}".encode()).hexdigest()[:40]


def _link(desk: Desk, channel: str, user: str, customer_id: str) -> None:
    now = desk.clock.now()
    with desk.store.write() as unit:
        new = Session(link_id(channel, user), customer_id, channel, proven_at=now, expires_at=now + UNUSED)
        old = unit.get(Session, new.conversation_id)
        if old is None:
            unit.add(new)
        else:
            unit.change(old, customer_id=customer_id, proven_at=now, expires_at=now + UNUSED, closed_at=None)


def _recognise(desk: Desk, conversation: Conversation, user: str) -> Customer | None:
    now = desk.clock.now()
    with desk.store.write() as unit:
        found = unit.get(Session, link_id(conversation.channel, user))
        if found is None or found.closed_at is not None or found.expires_at <= now:
            return None
        customer = unit.get(Customer, found.customer_id)
        if customer is None:
            return None
        unit.change(found, expires_at=now + UNUSED)
        sign_in(desk, unit, customer, conversation.id, conversation.channel)
        return customer


def _sign_out(desk: Desk, conversation_id: str, user: str | None, goodbye: Line) -> Conversation:
    with desk.store.write() as unit:
        old = unit.get(Conversation, conversation_id)
        assert old is not None and old.address is not None  # noqa: S101 (its message is being answered)
        if user is not None:
            _unlink(desk, unit, old.channel, user)
        close_in(desk, unit, old)
        fresh = new_platform(desk, old.channel, old.address)
        unit.add(fresh)
        return append(desk, unit, fresh, [goodbye])[0]


def _unlink(desk: Desk, unit: Unit, channel: str, user: str) -> None:
    found = unit.get(Session, link_id(channel, user))
    if found and found.closed_at is None:
        unit.change(found, closed_at=desk.clock.now())
