"""What became of a message to the seller."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._cards import thread_card
from actions._format import short
from actions._menu import intent_choice
from actions._order import mentions_order, resolve
from actions._turn import Choice, Turn
from nlu.payload import payload
from orderdesk.model import MessageStatus, OrderCase, SellerMessage
from orderdesk.policy.rules.state import still_open
from orderdesk.services import dispute, seller


class SellerStatus(DeskAction):
    """ "Did the seller answer?", or the answer to which order is meant."""

    action_name = "action_seller_status"

    def handle(self, turn: Turn) -> None:
        """The last message about the order meant, with the seller's own words."""
        written = seller.orders_with_message(turn.desk, turn.who)
        if not written and not mentions_order(turn):
            return turn.say("seller_status_none_at_all", buttons=[intent_choice("contact_seller")])
        case = resolve(turn, "seller_status", among=written)
        if case is None:
            return None
        turn.remember(focus=case.order.id)
        return tell(turn, case)


def tell(turn: Turn, case: OrderCase) -> None:
    """Where the last message stands, and what can be done next."""
    message = seller.newest_message(case)
    again, card = _next(turn, case), thread_card(turn, case)
    facts: dict[str, Any] = {"order": short(case.order.id), "seller": case.seller.name}
    if message is None:
        return turn.say("seller_status_none", buttons=again, **facts)
    told: dict[str, Any] = {
        "request": message.id,
        "sent_at": message.sent_at,
        "words": message.text,
        "answer_by": message.answer_by,
        "answered_at": message.answered_at,
        "reply": message.answer,
    }
    return turn.say(f"seller_status_{_moment(turn, message)}", buttons=again, card=card, **facts, **told)


def _moment(turn: Turn, message: SellerMessage) -> str:
    if message.status is MessageStatus.CLOSED:
        return "closed"
    if message.status is MessageStatus.ANSWERED:
        return "cancelled" if message.agreed and message.topic == "late_cancel" else "answered"
    return "waiting" if still_open(message.answer_by, turn.desk.clock.now()) else "overdue"


def _next(turn: Turn, case: OrderCase) -> list[Choice]:
    """Writing again, and a dispute, where they are possible now."""
    works = {
        "contact_seller": seller.look(turn.desk, turn.who, case.order.id).decision.allowed,
        "open_dispute": bool(case.messages) and bool(dispute.look(turn.desk, turn.who, case.order.id).abouts),
    }
    return [intent_choice(name, payload(name, order=case.order.id)) for name, may in works.items() if may]
