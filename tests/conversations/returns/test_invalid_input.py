"""Input that cannot be used: a clear answer, and nothing changes."""

from __future__ import annotations

import pytest

from orderdesk.model import PendingAction, Return, ReturnStatus
from tests.services.parcels import MUG_AND_SOCKS, asked, delivered
from tests.shop import Shop


@pytest.mark.parametrize(
    "message",
    ["I want to return my order", "I want a refund", "cancel the return", "where is my return"],
)
def test_not_signed_in(shop: Shop, talk, message: str) -> None:
    """Orders are only for those who are signed in."""
    talk("stranger-" + message.replace(" ", "-").strip("?")).says(message).hears("error_not_signed_in")


@pytest.mark.parametrize("message", ["what is your return policy", "how long does a refund take"])
def test_general_questions_are_for_everybody(shop: Shop, talk, message: str) -> None:
    """The rule and the times are told to strangers, too."""
    chat = talk("stranger-" + message.replace(" ", "-").strip("?")).says(message).hears_words("3–10")
    assert chat.names[0] in ("return_policy", "refunds_times")


def test_somebody_elses_order(shop: Shop, talk) -> None:
    """The same answer as for a number that does not exist; nothing of the order is told."""
    owner, thief = shop.buyer(), shop.buyer()
    number = delivered(shop, owner)
    delivered(shop, thief, [("Lip Oil", "8.00")])
    for unknown in (number, "579999999999999999"):
        chat = talk(thief).says(f"return order {unknown}").hears_among("order_not_found")
        chat.never_hears("Oversized Hoodie")
    assert not shop.rows(Return, order_id=number)


def test_a_forged_yes_for_somebody_elses_return(shop: Shop, talk) -> None:
    """The owner's confirmation id in another conversation does nothing."""
    owner, thief = shop.buyer(), shop.buyer()
    number = delivered(shop, owner)
    delivered(shop, thief)
    chat = talk(owner).says(f"return {number}").presses("I don't need it any more")
    yes = chat.payload("Yes, go ahead")
    talk(thief).says("hello").says(yes).hears_among("error_not_found")
    assert not shop.rows(Return, order_id=number)


def test_a_made_up_reason_kind_or_item_in_a_payload(shop: Shop, talk) -> None:
    """Payloads that no button sent: not taken."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    chat = talk(buyer).says(f"return {number}").hears("returns_ask_lines")
    for forged in (
        '{"choice": "bribe"}',
        '{"choice": "GIFT_CARD"}',
        '{"choice": ["x"]}',
        '{"lines": {"a": 1}}',
    ):
        chat.says(f"/answer_returns{forged}").hears_among("stale_choice")
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


@pytest.mark.parametrize(
    "entities",
    ['{"order": 5}', '{"order": ["a"]}', '{"reason": {"a": 1}}', '{"choice": null}', '{"order": "x"}'],
)
def test_odd_entities_in_a_start_payload(shop: Shop, talk, entities: str) -> None:
    """Whatever stands in a payload, one honest answer and no effect."""
    buyer = shop.buyer()
    delivered(shop, buyer)
    chat = talk(buyer).says(f"/return_item{entities}")
    assert chat.names and not shop.rows(Return, customer_id=buyer.customer.id)


def test_items_that_are_not_there(shop: Shop, talk) -> None:
    """Five of three, a thing that was never bought: asked again, nothing guessed."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    chat = talk(buyer).says(f"return {number}").hears("returns_ask_lines")
    chat.says("all 5 of them")
    chat.says("the toaster")
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


@pytest.mark.parametrize("text", ["🙃🙃🙃", "<b>yes</b><script>alert(1)</script>", "да", "x" * 900, "   "])
def test_noise_at_the_confirmation_confirms_nothing(shop: Shop, talk, text: str) -> None:
    """Emoji, markup, other scripts, very long, blank: no yes."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.hears("returns_ask_confirm_return_seller").says(text)
    assert not shop.rows(Return, order_id=number)


def test_buttons_of_an_older_step(shop: Shop, talk) -> None:
    """A reason button after the return was dropped is said to be old."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").hears("returns_ask_reason")
    old = chat.payload("Wrong item")
    chat.says("never mind").says(old).hears("stale_choice")
    assert not shop.rows(Return, order_id=number)


def test_a_forged_sent_note_asks_first(shop: Shop, talk) -> None:
    """The "I've sent it" payload by itself notes nothing: it asks for a yes that names the return."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    with shop.desk.store.write() as unit:
        unit.change(
            live, status=ReturnStatus.AWAITING_BUYER_SHIP, ship_by=shop.desk.clock.now(), label="RL-1"
        )
    talk(buyer).says(f'/return_sent{{"order": "{number}"}}').hears("return_sent_ask_confirm").hears_words(
        live.id
    )
    assert shop.case(number).returns[0].status is ReturnStatus.AWAITING_BUYER_SHIP
