"""What helps when something is wrong with a delivery, and when an order should be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import OrderStatus
from orderdesk.services import track

DAYS = timedelta(days=1)


def codes(steps) -> list[str]:
    return [step.code for step in steps]


class TestProblems:
    @pytest.mark.parametrize(
        ("status", "ago", "problem", "situation", "best"),
        [
            ("AWAITING_SHIPMENT", 1 * DAYS, "not_received", "not_sent", "cancel_order"),
            ("IN_TRANSIT", 3 * DAYS, "not_received", "on_time", "notify_arrival"),
            ("IN_TRANSIT", 3 * DAYS, "arrived_late", "on_time", "notify_arrival"),
            ("IN_TRANSIT", 9 * DAYS, "not_received", "late", "refund_late"),
            ("IN_TRANSIT", 20 * DAYS, "not_received", "late", "refund_late"),
            ("IN_TRANSIT", 3 * DAYS, "damaged", "not_there", "message_seller"),
            ("DELIVERED", 7 * DAYS, "not_received", "said_delivered", "refund_missing"),
            ("DELIVERED", 7 * DAYS, "damaged", "goods", "return_item"),
            ("DELIVERED", 7 * DAYS, "arrived_late", "goods", "return_item"),
            ("DELIVERED", 7 * DAYS, "other", "goods", "message_seller"),
            ("COMPLETED", 60 * DAYS, "damaged", "goods", "message_seller"),
            ("CANCELLED", 2 * DAYS, "not_received", "cancelled", "human"),
        ],
    )
    def test_help(self, shop, status, ago, problem, situation, best):
        """What is offered first fits the problem, the order and the clock; a person is always there."""
        buyer = shop.buyer()
        found = track.help_with(shop.desk, shop.who(buyer), shop.order(buyer, status, ago=ago), problem)
        assert (found.situation, codes(found.steps)[0]) == (situation, best)
        assert codes(found.steps)[-1] == "human"

    def test_a_return_knows_its_reason(self, shop):
        """The return that is offered carries the problem, the message its topic, the dispute what it is about."""
        buyer = shop.buyer()
        number = shop.order(buyer, "DELIVERED", ago=7 * DAYS)
        found = track.help_with(shop.desk, shop.who(buyer), number, "wrong_item")
        facts = {step.code: dict(step.facts) for step in found.steps}
        assert facts["return_item"] == {"order": number, "reason": "wrong_item"}
        assert facts["message_seller"] == {"order": number, "topic": "wrong_item"}
        assert facts["open_dispute"] == {"order": number, "about": "wrong_item"}

    def test_what_cannot_go_back_can_when_it_is_faulty(self, shop):
        """Something that is not taken back is, when it came damaged, and not because it came late."""
        buyer = shop.buyer()
        number = shop.order(buyer, "DELIVERED", ago=7 * DAYS, returnable=False)
        helps = {
            p: track.help_with(shop.desk, shop.who(buyer), number, p) for p in ("damaged", "arrived_late")
        }
        assert "return_item" in codes(helps["damaged"].steps)
        assert "return_item" not in codes(helps["arrived_late"].steps)

    def test_which_orders(self, shop):
        """What has not come is late or on its way; what is broken has come."""
        buyer = shop.buyer()
        late = shop.order(buyer, "IN_TRANSIT", ago=9 * DAYS)
        soon = shop.order(buyer, "IN_TRANSIT", ago=3 * DAYS)
        here = shop.order(buyer, "DELIVERED", ago=7 * DAYS)
        shop.order(buyer, "CANCELLED", ago=2 * DAYS)
        speaker = shop.who(buyer)
        assert track.troubled(shop.desk, speaker, "not_received") == (late,)
        assert track.troubled(shop.desk, speaker, "damaged") == (here,)
        assert track.troubled(shop.desk, speaker, None) == (here, soon, late)


@pytest.mark.parametrize("status", list(OrderStatus))
def test_change_is_never_possible_and_always_answered(shop, status):
    """An order is not changed here; the way that comes closest is offered, and nothing is written."""
    buyer = shop.buyer()
    number = shop.order(buyer, status.value, ago=2 * DAYS)
    before = shop.case(number)
    _, decision = track.change(shop.desk, shop.who(buyer), number)
    assert not decision.allowed
    assert codes(decision.alternatives)[-1] == "human"
    assert shop.case(number) == before


def test_change_in_the_free_window(shop):
    """While cancelling is free, that comes first, and until when."""
    buyer = shop.buyer()
    _, decision = track.change(
        shop.desk, shop.who(buyer), shop.order(buyer, "ON_HOLD", ago=timedelta(minutes=10))
    )
    assert (decision.rule, codes(decision.alternatives)[0]) == ("change_free", "cancel_order")
    assert decision.deadline == shop.desk.clock.now() + timedelta(minutes=50)
