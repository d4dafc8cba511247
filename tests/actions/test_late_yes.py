"""A yes that is pressed while a look-up asks something of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._base import DeskAction
from actions._question import EFFECTS
from actions._turn import Turn
from actions.cancel import CancelSubmit
from actions.dispute import DisputeSubmit
from actions.return_sent import ReturnSentSubmit
from actions.returns import ReturnSubmit
from actions.seller import SellerSubmit
from actions.session import Resume
from actions.ticket import CloseTicketSubmit
from actions.withdraw import WithdrawSubmit
from actions.withdraw_return import WithdrawReturnSubmit
from orderdesk.model import Party
from orderdesk.services import cancel, dispute, return_steps, returning, seller, support
from orderdesk.services.effect import drop
from tests.services.parcels import asked, delivered, proposed
from tests.shop import Buyer, Shop

SUBMIT: dict[str, type[DeskAction]] = {
    "cancel": CancelSubmit,
    "withdraw": WithdrawSubmit,
    "returns": ReturnSubmit,
    "withdraw_return": WithdrawReturnSubmit,
    "return_sent": ReturnSentSubmit,
    "seller": SellerSubmit,
    "dispute": DisputeSubmit,
    "ticket": CloseTicketSubmit,
}


def _cancel(shop: Shop, buyer: Buyer) -> str:
    return cancel.check(shop.desk, shop.who(buyer), shop.order(buyer, "ON_HOLD"), (), "other").pending.id


def _withdraw(shop: Shop, buyer: Buyer) -> str:
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "other")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return cancel.check_withdraw(shop.desk, shop.who(buyer), number)[2].id


def _withdraw_return(shop: Shop, buyer: Buyer) -> str:
    case, _ = asked(shop, buyer, delivered(shop, buyer))
    return return_steps.check_withdraw(shop.desk, shop.who(buyer), case.order.id)[2].id


def _return_sent(shop: Shop, buyer: Buyer) -> str:
    case, live = asked(shop, buyer, delivered(shop, buyer))
    with shop.desk.store.write() as unit:
        found = unit.case(case.order.id)
        returning.approve(shop.desk, unit, found, found.live_return, Party.SELLER, shop.desk.clock.now())
    return return_steps.check_sent(shop.desk, shop.who(buyer), live.order_id)[1].id


def _seller(shop: Shop, buyer: Buyer) -> str:
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    return seller.check(shop.desk, shop.who(buyer), number, "question", "Is it cotton?").pending.id


def _dispute(shop: Shop, buyer: Buyer) -> str:
    number = delivered(shop, buyer)
    return dispute.check(shop.desk, shop.who(buyer), number, "damaged", (), "Torn.").pending.id


PROPOSE: dict[str, Callable[[Shop, Buyer], str]] = {
    "cancel": _cancel,
    "withdraw": _withdraw,
    "returns": lambda shop, buyer: proposed(shop, buyer, delivered(shop, buyer)),
    "withdraw_return": _withdraw_return,
    "return_sent": _return_sent,
    "seller": _seller,
    "dispute": _dispute,
    "ticket": lambda shop, buyer: support.open_ticket(shop.desk, shop.who(buyer), None, "other", "")[0].id,
}


def _question(journey: str, name: str) -> dict[str, Any]:
    return {"journey": journey, "name": name, "kind": name, "response": f"{journey}_ask_{name}",
            "facts": {}, "choices": [], "ref": None, "card": None, "tries": 0}  # fmt: skip


def _turn(shop: Shop, buyer: Buyer, intent: str, entities: dict[str, Any], slots: dict[str, Any]) -> Turn:
    heard = [{"entity": name, "value": value} for name, value in entities.items()]
    message = {"text": f"/{intent}", "intent": {"name": intent, "confidence": 1.0}, "entities": heard}
    tracker = Tracker(buyer.conversation, slots, message, [], False, None, {}, "action_listen")
    return Turn(shop.desk, tracker, CollectingDispatcher(), shop.who(buyer))


def _pressed_late(shop: Shop, buyer: Buyer, journey: str, ref: str) -> tuple[Turn, Turn]:
    """The yes, pressed while "which order?" of a look-up is open, and the next thing said after it."""
    slots = {"question": _question("track", "order"), "suspended": _question(journey, "confirm")}
    yes = _turn(shop, buyer, f"confirm_{journey}", {"ref": ref}, slots)
    SUBMIT[journey]().handle(yes)
    kept = {name: yes.slot(name) for name in ("question", "suspended")}
    after = _turn(shop, buyer, "greet", {}, kept)
    Resume().handle(after)
    return yes, after


def _said(turn: Turn) -> list[str]:
    return [one["response"].removeprefix("utter_") for one in turn.dispatcher.messages]


def test_every_journey_with_an_effect_is_tried() -> None:
    """A journey that is added is tried here, too."""
    assert SUBMIT.keys() == PROPOSE.keys() == EFFECTS


@pytest.mark.parametrize("journey", sorted(EFFECTS))
def test_a_late_yes_ends_its_own_question_only(shop: Shop, journey: str) -> None:
    """What was done is not asked again, and what the look-up asked still is."""
    buyer = shop.buyer()
    yes, after = _pressed_late(shop, buyer, journey, PROPOSE[journey](shop, buyer))
    assert not yes.slot("suspended") and yes.slot("question")["journey"] == "track"
    assert len(_said(yes)) > 1 and _said(yes)[-1] == "track_ask_order"
    assert _said(after) == ["track_ask_order"]


@pytest.mark.parametrize("journey", sorted(EFFECTS - {"ticket", "returns"}))
def test_a_yes_that_came_too_late_ends_its_own_question_only(shop: Shop, journey: str) -> None:
    """Nothing was done; the look-up goes on, and the old question does not come back."""
    buyer = shop.buyer()
    ref = PROPOSE[journey](shop, buyer)
    drop(shop.desk, buyer.conversation)
    yes, after = _pressed_late(shop, buyer, journey, ref)
    assert _said(yes)[0] == f"{journey}_changed"
    assert not yes.slot("suspended") and _said(after) == ["track_ask_order"]
