"""A person: the ticket, and how it stands."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._format import short
from actions._menu import intent_choice
from actions._question import abandon
from actions._summary import own_order, summary, topic
from actions._turn import Turn
from orderdesk.model import TicketStatus
from orderdesk.policy.rules.state import still_open
from orderdesk.services import support


class TalkToHuman(DeskAction):
    """ "Talk to a person": a ticket at once, made of facts; what was being asked is left to the person."""

    action_name = "action_support_ticket"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """One open ticket a conversation: asked again, it is the same one."""
        if turn.speaker is None:
            return turn.say("support_stranger")
        order = own_order(turn)
        told, about = summary(turn, order), topic(turn)
        abandon(turn)
        ticket, repeated = support.open_ticket(turn.desk, turn.who, order, about, told)
        moment = "again_done" if repeated else "done"
        return turn.say(
            f"support_{moment}", request=ticket.id, answer_by=ticket.answer_by, words=ticket.summary
        )


class TicketStatusAction(DeskAction):
    """ "What about my ticket?" """

    action_name = "action_support_status"

    def handle(self, turn: Turn) -> None:
        """The ticket of this conversation, else the newest one."""
        ticket = support.last_ticket(turn.desk, turn.who)
        if ticket is None:
            return turn.say("support_status_none", buttons=[intent_choice("talk_to_human")])
        moment = "closed"
        if ticket.status is TicketStatus.OPEN:
            moment = "open" if still_open(ticket.answer_by, turn.desk.clock.now()) else "late"
        order = short(ticket.order_id) if ticket.order_id else ""
        facts: dict[str, Any] = {
            "request": ticket.id,
            "created_at": ticket.created_at,
            "answer_by": ticket.answer_by,
        }
        return turn.say(f"support_status_{moment}", order=order, words=ticket.summary, **facts)
