"""A person: a ticket made of facts, one open ticket a conversation."""

from __future__ import annotations

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound, StaleAction
from orderdesk.facts import pack
from orderdesk.model import Ticket, TicketStatus
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Notice, record
from orderdesk.services.typed import cleaned
from orderdesk.services.who import Who, own_case

SUMMARY_LENGTH = 1000


def open_ticket(desk: Desk, who: Who, order_id: str | None, topic: str, summary: str) -> tuple[Ticket, bool]:
    """The conversation's open ticket, and whether it was there already. Raises NotFound (somebody else's order)."""
    try:
        return _open(desk, who, order_id, topic, summary)
    except StaleAction:
        # Two at once: the database keeps one, so the second look finds it.
        return _open(desk, who, order_id, topic, summary)


def close_ticket(desk: Desk, who: Who, ticket_id: str) -> tuple[Ticket, bool]:
    """Take an open ticket back: no person is needed any more; whether it was closed already. Raises NotFound."""
    with desk.store.write() as unit:
        ticket = unit.get(Ticket, ticket_id)
        if ticket is None or ticket.customer_id != who.customer.id:
            raise NotFound(ticket_id)
        if ticket.status is TicketStatus.CLOSED:
            return ticket, True
        closed = unit.change(ticket, status=TicketStatus.CLOSED)
        version = desk.terms(who.customer.market).version
        record(desk, unit, who, "ticket_closed", ticket.order_id, _closing(ticket, closed, version))
    return closed, False


def last_ticket(desk: Desk, who: Who) -> Ticket | None:
    """The open ticket of this conversation, else the buyer's newest."""
    with desk.store.read() as unit:
        newest = unit.find(Ticket, customer_id=who.customer.id, order_by="-created_at", limit=1)
        return _live(unit, who) or (newest[0] if newest else None)


def _open(desk: Desk, who: Who, order_id: str | None, topic: str, summary: str) -> tuple[Ticket, bool]:
    with desk.store.write() as unit:
        live = _live(unit, who)
        if live:
            return live, True
        market = own_case(unit, who, order_id).order.market if order_id else who.customer.market
        terms, now = desk.terms(market), desk.clock.now()
        ticket = Ticket(
            id=desk.ids.new("TK"),
            customer_id=who.customer.id,
            conversation_id=who.conversation_id,
            order_id=order_id,
            topic=topic,
            summary=cleaned(summary, SUMMARY_LENGTH),
            status=TicketStatus.OPEN,
            created_at=now,
            answer_by=now + terms.duration("support.answer_hours"),
        )
        unit.add(ticket)
        record(desk, unit, who, "ticket", order_id, _change(ticket, terms.version))
    return ticket, False


def _live(unit: Unit, who: Who) -> Ticket | None:
    rows = unit.find(
        Ticket,
        conversation_id=who.conversation_id,
        customer_id=who.customer.id,
        status=TicketStatus.OPEN,
        limit=1,
    )
    return rows[0] if rows else None


def _closing(before: Ticket, after: Ticket, version: str) -> Change:
    return Change(
        subject_id=after.id,
        rule="no_person_needed",
        policy_version=version,
        before={"ticket": before.status.value},
        after={"ticket": after.status.value},
        result={"request": after.id},
    )


def _change(ticket: Ticket, version: str) -> Change:
    facts = pack(
        {
            "request": ticket.id,
            "order": ticket.order_id,
            "topic": ticket.topic,
            "summary": ticket.summary,
            "answer_by": ticket.answer_by,
        }
    )
    return Change(
        subject_id=ticket.id,
        rule="asked_for_a_person",
        policy_version=version,
        before={"ticket": None},
        after={"ticket": ticket.status.value},
        result=facts,
        notices=(Notice("ticket_opened", facts),),
    )
