"""A person's ticket and a buyer's records."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from orderdesk.errors import NotFound
from orderdesk.facts import unpack
from orderdesk.model import AuditEntry, OutboxRow, Ticket, TicketStatus
from orderdesk.services import cancel, records, seller, support
from orderdesk.services.records import Said
from orderdesk.services.sessions import open_session
from tests.conftest import SetClock
from tests.shop import Buyer, Shop


def ticket(
    shop: Shop, buyer: Buyer, order: str | None = None, summary: str = "Order …"
) -> tuple[Ticket, bool]:
    return support.open_ticket(shop.desk, shop.who(buyer), order, "general", summary)


def letters(shop: Shop, buyer: Buyer, template: str) -> list[OutboxRow]:
    return shop.rows(OutboxRow, customer_id=buyer.customer.id, template=template)


def said(*texts: str, at: datetime) -> tuple[Said, ...]:
    return tuple(Said("buyer" if place % 2 == 0 else "bot", at, text) for place, text in enumerate(texts))


def test_a_ticket_is_opened_with_its_records(shop: Shop, clock: SetClock) -> None:
    """Ticket, audit row, letter; an answer within the market's hours."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    row, repeated = ticket(shop, buyer, number)
    assert not repeated and row.status is TicketStatus.OPEN and row.order_id == number
    assert row.answer_by == clock.now() + timedelta(hours=24)
    assert [entry.verb for entry in shop.rows(AuditEntry, customer_id=buyer.customer.id)] == ["ticket"]
    assert unpack(letters(shop, buyer, "ticket_opened")[0].facts)["request"] == row.id


def test_one_open_ticket_a_conversation(shop: Shop) -> None:
    """Asked again, it is the same one, and there is one letter."""
    buyer = shop.buyer()
    first, _ = ticket(shop, buyer)
    again, repeated = ticket(shop, buyer, summary="something else")
    assert repeated and again == first
    assert len(letters(shop, buyer, "ticket_opened")) == 1


def test_many_at_once_are_one(shop: Shop) -> None:
    """Eight requests at the same time open one ticket."""
    buyer, found = shop.buyer(), []
    threads = [threading.Thread(target=lambda: found.append(ticket(shop, buyer)[0].id)) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 8 and len(set(found)) == 1
    assert len(shop.rows(Ticket, customer_id=buyer.customer.id)) == 1


def test_a_closed_ticket_makes_room(shop: Shop) -> None:
    """After the first is dealt with, a new one may follow; the status tells the open one."""
    buyer = shop.buyer()
    first, _ = ticket(shop, buyer)
    with shop.desk.store.write() as unit:
        unit.change(first, status=TicketStatus.CLOSED)
    assert support.last_ticket(shop.desk, shop.who(buyer)).status is TicketStatus.CLOSED
    second, repeated = ticket(shop, buyer)
    assert not repeated and support.last_ticket(shop.desk, shop.who(buyer)) == second


def test_the_audit_tells_opening_from_closing(shop: Shop) -> None:
    """A ticket that was taken back reads as that, not as a second one."""
    buyer = shop.buyer()
    row, _ = ticket(shop, buyer)
    support.close_ticket(shop.desk, shop.who(buyer), row.id)
    verbs = [entry.verb for entry in shop.rows(AuditEntry, customer_id=buyer.customer.id)]
    assert sorted(verbs) == ["ticket", "ticket_closed"]


def test_somebody_elses_order_on_a_ticket(shop: Shop) -> None:
    """Not found, and no ticket."""
    mine, theirs = shop.buyer(), shop.buyer()
    number = shop.order(theirs, "ON_HOLD")
    with pytest.raises(NotFound):
        ticket(shop, mine, number)
    assert support.last_ticket(shop.desk, shop.who(mine)) is None


def test_references_of_this_conversation(shop: Shop) -> None:
    """Everything done here, refunds included; nothing of another conversation or buyer."""
    buyer, other = shop.buyer(), shop.buyer()
    number, second = shop.order(buyer, "ON_HOLD"), shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    message = seller.check(shop.desk, shop.who(buyer), second, "question", "Hello?")
    seller.submit(shop.desk, shop.who(buyer), message.pending.id)
    ticket(shop, other)
    kinds = sorted(one[:3] for one in records.references(shop.desk, shop.who(buyer)))
    assert kinds == ["CN-", "RF-", "SM-"]
    elsewhere = Buyer(buyer.customer, open_session(shop.desk, buyer.customer.handle).conversation_id)
    assert records.references(shop.desk, shop.who(elsewhere)) == ()


def test_a_copy_is_sent_once_a_minute(shop: Shop, clock: SetClock) -> None:
    """Asked twice in a minute, one letter; a minute later, another one."""
    buyer = shop.buyer()
    turns = said("cancel it", "Which one?", at=clock.now())
    assert records.send_transcript(shop.desk, shop.who(buyer), None, turns)
    assert not records.send_transcript(shop.desk, shop.who(buyer), None, turns)
    assert len(letters(shop, buyer, "transcript")) == 1
    clock.forward(minutes=1)
    assert records.send_transcript(shop.desk, shop.who(buyer), None, turns)
    assert len(letters(shop, buyer, "transcript")) == 2
    assert [entry.verb for entry in shop.rows(AuditEntry, customer_id=buyer.customer.id)] == ["records"] * 2
    facts = unpack(letters(shop, buyer, "transcript")[0].facts)
    assert [(turn["who"], turn["text"]) for turn in facts["turns"]] == [
        ("buyer", "cancel it"),
        ("bot", "Which one?"),
    ]


def test_what_was_said_before_the_sign_in_is_not_sent(shop: Shop, clock: SetClock) -> None:
    """A conversation may have been somebody else's: nothing from before leaves the house."""
    first, second = shop.buyer(), shop.buyer()
    before = said("my secret", "Noted.", at=clock.now())
    clock.forward(minutes=5)
    open_session(shop.desk, second.customer.handle, conversation_id=first.conversation)
    taken = Buyer(second.customer, first.conversation)
    after = said("hello", "Hi!", at=clock.now())
    records.send_transcript(shop.desk, shop.who(taken), None, (*before, *after))
    facts = unpack(letters(shop, second, "transcript")[0].facts)
    assert [turn["text"] for turn in facts["turns"]] == ["hello", "Hi!"]


def test_the_copy_does_not_name_the_conversation(shop: Shop, clock: SetClock) -> None:
    """A conversation id is a key to the account; letters and file names do not carry it."""
    buyer = shop.buyer()
    records.send_transcript(shop.desk, shop.who(buyer), None, said("hi", at=clock.now()))
    (row,) = letters(shop, buyer, "transcript")
    assert buyer.conversation not in row.key and buyer.conversation not in str(row.facts)


def test_a_long_conversation_has_an_end(shop: Shop, clock: SetClock) -> None:
    """Very long chats and messages are cut."""
    buyer = shop.buyer()
    turns = said(*["x" * 5000] * 500, at=clock.now())
    records.send_transcript(shop.desk, shop.who(buyer), None, turns)
    facts = unpack(letters(shop, buyer, "transcript")[0].facts)
    assert len(facts["turns"]) == records.MOST_TURNS
    assert len(facts["turns"][0]["text"]) == records.TURN_LENGTH
