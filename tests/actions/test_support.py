"""A person is fetched at once when that is clear, and asked about once when it is not."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._turn import Turn
from actions.support import DeclinePerson, TalkToHuman
from orderdesk.model import Ticket
from tests.shop import Buyer, Shop

OPEN = {"journey": "cancel", "name": "reason", "kind": "choice", "response": "cancel_ask_reason",
        "facts": {"order": "…1"}, "choices": [], "ref": None, "card": None, "tries": 0}  # fmt: skip


def turn(shop: Shop, buyer: Buyer, text: str, intent: str, confidence: float, **slots: Any) -> Turn:
    """A turn as an action gets it."""
    message = {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": []}
    known = {"question": None, "suspended": None, "focus": None, **slots}
    tracker = Tracker(buyer.conversation, known, message, [], False, None, {}, "action_listen")
    return Turn(shop.desk, tracker, CollectingDispatcher(), shop.who(buyer))


def said(of: Turn) -> list[str]:
    return [one["response"].removeprefix("utter_") for one in of.dispatcher.messages]


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "tickets"),
    [
        ("a person please", "talk_to_human", 0.95, 1),
        ("/talk_to_human", "talk_to_human", 1.0, 1),
        ("yes", "confirm_person", 1.0, 1),
        ("could somebody sort this", "talk_to_human", 0.45, 0),
    ],
)
def test_a_guess_opens_no_ticket(shop: Shop, text: str, intent: str, confidence: float, tickets: int) -> None:
    """Clear words, a button or a yes open one; anything else is asked about first."""
    buyer = shop.buyer()
    heard = turn(shop, buyer, text, intent, confidence)
    TalkToHuman().handle(heard)
    assert said(heard) == (["support_done"] if tickets else ["person_ask_confirm"])
    assert len(shop.rows(Ticket, customer_id=buyer.customer.id)) == tickets


def test_what_was_asked_waits_for_the_answer(shop: Shop) -> None:
    """A no goes back to the question that was open."""
    buyer = shop.buyer()
    heard = turn(shop, buyer, "hm, someone", "talk_to_human", 0.45, question=OPEN)
    TalkToHuman().handle(heard)
    asked, waiting = heard.slot("question"), heard.slot("suspended")
    assert asked["journey"] == "person" and waiting["journey"] == "cancel"
    refused = turn(shop, buyer, "no", "decline_person", 1.0, question=asked, suspended=waiting)
    DeclinePerson().handle(refused)
    assert said(refused) == ["person_declined", "cancel_ask_reason"]
