"""A person is fetched when that is clear, and a ticket can be taken back."""

from __future__ import annotations

from orderdesk.model import AuditEntry, Ticket, TicketStatus
from tests.shop import Shop


def test_a_ticket_can_be_taken_back(shop: Shop, talk) -> None:
    """After a yes that names it; audited; a new one may be opened afterwards."""
    buyer = shop.buyer()
    chat = talk(buyer).says("I want to talk to a person").hears("support_done")
    (ticket,) = shop.rows(Ticket, customer_id=buyer.customer.id)
    chat.says("withdraw my ticket").hears("ticket_ask_confirm").hears_words(ticket.id)
    assert shop.rows(Ticket, id=ticket.id)[0].status is TicketStatus.OPEN
    chat.says("yes").hears("ticket_closed")
    assert shop.rows(Ticket, id=ticket.id)[0].status is TicketStatus.CLOSED
    rules = [one.rule for one in shop.rows(AuditEntry, customer_id=buyer.customer.id)]
    assert rules == ["asked_for_a_person", "no_person_needed"]
    chat.says("I want to talk to a person").hears("support_done")


def test_a_no_keeps_the_ticket(shop: Shop, talk) -> None:
    """It stays open."""
    buyer = shop.buyer()
    chat = talk(buyer).says("I want to talk to a person").says("withdraw my ticket").says("no")
    chat.hears("ticket_kept")
    assert [one.status for one in shop.rows(Ticket, customer_id=buyer.customer.id)] == [TicketStatus.OPEN]


def test_without_a_ticket_there_is_nothing_to_take_back(shop: Shop, talk) -> None:
    """That is said."""
    talk(shop.buyer()).says("withdraw my ticket").hears("ticket_none_open")


def test_somebody_elses_ticket_stays(shop: Shop, talk) -> None:
    """A confirmation that names another buyer's ticket changes nothing."""
    mine, theirs = shop.buyer(), shop.buyer()
    talk(theirs).says("I want to talk to a person").hears("support_done")
    (ticket,) = shop.rows(Ticket, customer_id=theirs.customer.id)
    talk(mine).says(f'/confirm_ticket{{"ref": "{ticket.id}"}}').hears("error_not_found")
    assert shop.rows(Ticket, id=ticket.id)[0].status is TicketStatus.OPEN
