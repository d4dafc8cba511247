"""Taking a ticket back: no person is needed any more."""

from __future__ import annotations

from actions._base import DeskAction
from actions._menu import intent_choice
from actions._question import close_own, confirm, resume
from actions._turn import Turn
from orderdesk.model import TicketStatus
from orderdesk.services import support

JOURNEY = "ticket"


class CloseTicketStart(DeskAction):
    """ "I don't need a person any more"."""

    action_name = "action_ticket_close_start"

    def handle(self, turn: Turn) -> None:
        """Ask for a yes that names the ticket, or say that there is none."""
        ticket = support.last_ticket(turn.desk, turn.who)
        if ticket is None or ticket.status is not TicketStatus.OPEN:
            turn.say("ticket_none_open", buttons=[intent_choice("talk_to_human")])
            resume(turn)
        else:
            confirm(turn, JOURNEY, ticket.id, request=ticket.id)


class CloseTicketSubmit(DeskAction):
    """The yes."""

    action_name = "action_ticket_close_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Close it and say what the row says."""
        close_own(turn, JOURNEY)
        ticket, repeated = support.close_ticket(turn.desk, turn.who, str(turn.value("ref")))
        turn.say("ticket_again_closed" if repeated else "ticket_closed", request=ticket.id)
        resume(turn)


class CloseTicketDecline(DeskAction):
    """The no."""

    action_name = "action_ticket_close_decline"

    def handle(self, turn: Turn) -> None:
        """The ticket stays."""
        close_own(turn, JOURNEY)
        turn.say("ticket_kept")
        resume(turn)
