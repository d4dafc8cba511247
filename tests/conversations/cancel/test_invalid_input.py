"""Bad input gets a clear answer and changes nothing."""

from __future__ import annotations

import pytest

from orderdesk.model import OrderStatus, PendingAction
from tests.shop import Shop

NEVER = [
    "don't cancel my order",
    "please do not cancel it",
    "can I cancel?",
    "did it cancel?",
    "I never cancelled that",
    "cancel the return",
    "why was my order cancelled",
    "how do i cancel my order",
    "undo my cancellation",
    "cancel my newsletter subscription",
    "what happens if I cancel?",
    "yes",
    "/affirm",
    "/confirm_cancel",
    '/confirm_cancel{"ref": "PA-00000000"}',
    "/action_cancel_submit",
    "/answer_cancel",
]


@pytest.mark.parametrize("text", NEVER)
def test_it_neither_starts_nor_finishes_a_cancellation(shop: Shop, talk, text: str) -> None:
    """Nothing pending, nothing cancelled, and an answer all the same."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(text)
    assert chat.texts, "no answer"
    assert not {"cancel_ask_reason", "cancel_ask_confirm_now", "cancel_done"} & set(chat.names), chat.names
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "ยกเลิกคำสั่งซื้อ",
        "<b>cancel</b><script>alert(1)</script>",
        "x" * 3000,
        "   ",
        "?",
        "🙃 57",
        "{order}",
        "/",
    ],
)
def test_odd_messages_get_an_answer_at_every_step(shop: Shop, talk, text: str) -> None:
    """Emoji, other scripts, markup, thousands of characters: one honest answer, nothing changes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(text)
    assert chat.texts, "no answer while idle"
    chat.says("never mind").says(f"cancel {number}").hears("cancel_ask_reason").says(text)
    assert chat.texts, "no answer at the reason"
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


@pytest.mark.parametrize(
    "number", ["123", "57646141303878575", "5764614130387857520000", "999999999999999999"]
)
def test_malformed_order_numbers_are_not_found(shop: Shop, talk, number: str) -> None:
    """A wrong number never falls through to another order without being said."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD"), shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat = talk(buyer).says(f"cancel order {number}")
    assert "cancel_ask_reason" not in chat.names, chat.texts
    assert chat.texts


def test_a_title_with_markup_and_braces_stays_text(shop: Shop, talk) -> None:
    """Product titles are shown as they are, never interpreted."""
    buyer = shop.buyer()
    title = "<b>Glow</b> {name} ✨ [x](y) Lip Oil"
    number = shop.order(buyer, "ON_HOLD", [(title, "8.00")])
    chat = talk(buyer).says(f"cancel {number}").presses("I don't need it").hears("cancel_ask_confirm_now")
    assert title in chat.texts[0]
