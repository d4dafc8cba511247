"""Each question about cancelling that has to ask "which order?" hears the answer itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import DeskAction
from actions._turn import Turn
from actions.cancel_questions import CancellationPolicy, CancelStatus, WhyCancelled
from orderdesk.model import Cancellation, CancellationStatus, Party
from tests.contracts.domain import rules
from tests.shop import Buyer, Shop


def _turn(shop: Shop, buyer: Buyer, entities: list[dict[str, Any]], slots: dict[str, Any]) -> Turn:
    message = {"text": "which?", "intent": {"name": "inform", "confidence": 1.0}, "entities": entities}
    tracker = Tracker(buyer.conversation, slots, message, [], False, None, {}, "action_listen")
    return Turn(shop.desk, tracker, CollectingDispatcher(), shop.who(buyer))


@pytest.mark.parametrize("action", [CancellationPolicy, CancelStatus, WhyCancelled])
def test_the_order_is_told_to_the_question_that_asked(shop: Shop, action: type[DeskAction]) -> None:
    """ "Why was it cancelled?" is not answered with where cancelling stands."""
    buyer = shop.buyer()
    orders = [shop.order(buyer, "CANCELLED", ago=timedelta(days=2)) for _ in range(3)]
    other = [{"entity": "ordinal", "value": "other"}]
    turn = _turn(shop, buyer, other, {"focus": orders[0], "question": None})
    action().handle(turn)
    journey = turn.slot("question")["journey"]
    (answered,) = [actions for _, intents, actions in rules() if f"answer_{journey}" in intents]
    assert answered == [action.action_name, "action_resume"]


@pytest.mark.parametrize(
    ("by", "told"), [(Party.BUYER, "withdrawn"), (Party.SELLER, "rejected"), (Party.SYSTEM, "sent")]
)
def test_who_ended_a_request_is_told(shop: Shop, by: Party, told: str) -> None:
    """That it was sent meanwhile is not told as the seller's no."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    now = shop.desk.clock.now()
    with shop.desk.store.write() as unit:
        unit.add(
            Cancellation(
                f"CN-{number}", number, buyer.customer.id, (f"{number}-1",), "other", CancellationStatus.CANCELLED,
                now, answered_at=now, answered_by=by,
            )
        )  # fmt: skip
    turn = _turn(shop, buyer, [], {"focus": number, "question": None})
    CancelStatus().handle(turn)
    assert turn.dispatcher.messages[0]["response"] == f"utter_cancel_status_{told}"


def test_an_order_that_ended_without_a_request_is_cancelled(shop: Shop) -> None:
    """ "Did it cancel?" is not answered with "no" for an order that is."""
    buyer = shop.buyer()
    number = shop.order(buyer, "CANCELLED", ago=timedelta(days=2), cancelled_by=Party.SYSTEM)
    turn = _turn(shop, buyer, [], {"focus": number, "question": None})
    CancelStatus().handle(turn)
    assert turn.dispatcher.messages[0]["response"] == "utter_cancel_why_system"
