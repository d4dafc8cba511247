"""A person: the ticket, and how it stands."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._format import short
from actions._menu import intent_choice
from actions._question import abandon, close, confirm, resume
from actions._summary import own_order, summary, topic
from actions._turn import Turn
from nlu.answers import SURE
from orderdesk.model import TicketStatus
from orderdesk.policy.rules.state import still_open
from orderdesk.services import rating, support

PERSON = "person"


class TalkToHuman(DeskAction):
    """ "Talk to a person": a ticket at once where that is clear, made of facts; else a question.

    What was being asked is left to the person.
    """

    action_name = "action_support_ticket"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """One open ticket a conversation: asked again, it is the same one."""
        if turn.speaker is None:
            return turn.say("support_stranger")
        if not _is_clear(turn):
            return confirm(turn, PERSON, "new")
        if turn.intent == f"confirm_{PERSON}":
            close(turn)
        order = own_order(turn)
        told, about = summary(turn, order), topic(turn)
        abandon(turn)
        ticket, repeated = support.open_ticket(turn.desk, turn.who, order, about, told)
        moment = "again_done" if repeated else "done"
        return turn.say(
            f"support_{moment}", request=ticket.id, answer_by=ticket.answer_by, words=ticket.summary
        )


class DeclinePerson(DeskAction):
    """No person, then."""

    action_name = "action_support_decline"

    def handle(self, turn: Turn) -> None:
        """Back to what was asked before."""
        close(turn)
        turn.say("person_declined")
        resume(turn)


class RateCase(DeskAction):
    """A score, by a button."""

    action_name = "action_support_rate"

    def handle(self, turn: Turn) -> None:
        """Kept with the case that was asked about."""
        score = str(turn.value("choice"))
        if turn.speaker is None or score not in map(str, rating.SCORES):
            return turn.say("stale_choice")
        rating.rate(turn.desk, turn.who.conversation_id, turn.who.customer.id, int(score))
        return turn.say("rating_thanks")


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


def _is_clear(turn: Turn) -> bool:
    """A button, a yes, or words that can hardly mean anything else; a guess is asked about first."""
    if turn.intent == f"confirm_{PERSON}" or turn.text.startswith("/"):
        return True
    intent = turn.tracker.latest_message.get("intent") or {}
    return float(intent.get("confidence") or 0.0) >= SURE
