"""Other things in between, corrections, second thoughts, silence: and back to where it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import OrderStatus, PendingAction, PendingState, Session
from tests.shop import Shop


def on_hold(shop: Shop, number: str) -> bool:
    return shop.case(number).order.status is OrderStatus.ON_HOLD


@pytest.mark.parametrize(
    ("between", "response"),
    [
        ("how do i cancel an order in the app?", "cancel_how"),
        ("are you a real person?", "bot_challenge"),
        ("thank you", "thank"),
        ("what's the weather like in berlin tomorrow", "out_of_scope"),
        ("hello", "greet"),
        ("can I still cancel it?", "cancel_possible_until"),
    ],
)
def test_a_question_in_between_comes_back_to_the_confirmation(
    shop: Shop, talk, between: str, response: str
) -> None:
    """The question is answered, the confirmation asked once more, and the yes still works."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = (
        talk(buyer).says(f"cancel {number}").presses("Found a better price").hears("cancel_ask_confirm_now")
    )
    chat.says(between).hears(response, "cancel_ask_confirm_now")
    assert on_hold(shop, number)
    chat.says("yes").hears("cancel_done")


def test_a_question_at_the_reason_comes_back_to_the_reason(shop: Shop, talk) -> None:
    """At every step, not only at the last."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_ask_reason")
    chat.says("are you a robot").hears("bot_challenge", "cancel_ask_reason")
    chat.says("found it cheaper elsewhere").hears("cancel_ask_confirm_now")


def test_a_reason_given_before_the_order_is_kept(shop: Shop, talk) -> None:
    """Why, instead of which: noted, neither taken for a product nor counted as a wrong answer, not asked again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", ago=timedelta(minutes=5))
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "59.00")], ago=timedelta(minutes=9))
    chat = talk(buyer).says("cancel my order").hears("cancel_ask_order")
    chat.says("i found it cheaper").hears("cancel_reason_noted", "cancel_ask_order")
    chat.says("found it for less elsewhere").hears("cancel_reason_noted", "cancel_ask_order")
    chat.says(number).hears("cancel_ask_confirm_now")


@pytest.mark.parametrize("opening", ["cancel my order", "where is my order"])
def test_a_question_about_discounts_is_no_order(shop: Shop, talk, opening: str) -> None:
    """At "which order?" it is answered as ever and the question asked again; it counts as no wrong answer."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD")
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "59.00")])
    chat = talk(buyer).says(opening)
    asked = chat.names[0]
    assert asked in ("cancel_ask_order", "track_ask_order")
    for aside in ("do you have a discount code", "any discounts today", "i want a discount"):
        chat.says(aside).hears("out_of_scope", asked)
    chat.says("the air fryer")
    assert chat.names[0] in ("cancel_ask_reason", "track_status_on_hold")


def test_tracking_another_order_in_between(shop: Shop, talk) -> None:
    """A look-up that asks a question of its own goes back afterwards."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", ago=timedelta(minutes=5))
    other = shop.order(buyer, "IN_TRANSIT", [("Air Fryer", "59.00")], ago=timedelta(days=2))
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_ask_reason")
    chat.says(f"where is order {other}").hears_among("cancel_ask_reason").hears_words("Air Fryer")
    chat.presses("Ordered by mistake").hears("cancel_ask_confirm_now").hears_words(number[-6:])


def test_no_the_other_one(shop: Shop, talk) -> None:
    """A correction at the confirmation changes the order, and nothing is cancelled."""
    buyer = shop.buyer()
    first = shop.order(buyer, "ON_HOLD", ago=timedelta(minutes=20))
    second = shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")], ago=timedelta(minutes=5))
    chat = talk(buyer).says("cancel an order").presses(f"…{first[-6:]}").presses("Found a better price")
    chat.hears("cancel_ask_confirm_now").says("no, the other one").hears("cancel_ask_confirm_now")
    chat.hears_words(second[-6:]).says("yes").hears("cancel_done")
    assert on_hold(shop, first) and not on_hold(shop, second)


def test_another_order_by_number_at_the_confirmation(shop: Shop, talk) -> None:
    """ "no, cancel 57… instead" goes on with that one."""
    buyer = shop.buyer()
    first, second = shop.order(buyer, "ON_HOLD"), shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat = talk(buyer).says(f"cancel {first}").presses("Found a better price").hears("cancel_ask_confirm_now")
    chat.says(f"no, cancel {second} instead").hears_words(second[-6:])
    chat.presses("Found a better price") if "cancel_ask_reason" in chat.names else None
    chat.says("yes").hears("cancel_done")
    assert on_hold(shop, first) and not on_hold(shop, second)


def test_yes_but_only_some(shop: Shop, talk) -> None:
    """A yes with a limit is not a yes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Phone Case", "9.90"), ("Wool Socks", "5.00")])
    chat = (
        talk(buyer).says(f"cancel {number}").presses("Found a better price").hears("cancel_ask_confirm_now")
    )
    chat.says("yes but only the socks").hears("cancel_ask_confirm_items_now").hears_words("$5.00")
    assert on_hold(shop, number) and len(shop.case(number).active_lines) == 2
    chat.says("yes").hears("cancel_done_items")


@pytest.mark.parametrize(
    "words", ["no", "never mind", "don't cancel it", "nope keep it", "stop", "forget it"]
)
def test_a_no_in_any_words_changes_nothing_and_the_yes_after_it_neither(shop: Shop, talk, words: str) -> None:
    """The pending action is gone with the no."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = (
        talk(buyer).says(f"cancel {number}").presses("Found a better price").hears("cancel_ask_confirm_now")
    )
    chat.says(words)
    assert chat.names and "cancel_done" not in chat.names
    assert [row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)] == [
        PendingState.VOID
    ]
    chat.says("yes").hears("nothing_asked")
    assert on_hold(shop, number)


def test_a_free_text_reason_that_sounds_like_another_intent(shop: Shop, talk) -> None:
    """ "it takes too long" is a reason while a reason is asked."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_ask_reason")
    chat.says("i put in the wrong address").hears("cancel_ask_confirm_now").says("yes").hears("cancel_done")
    assert shop.case(number).cancellations[0].reason == "wrong_address"


def test_an_old_button_does_nothing(shop: Shop, talk) -> None:
    """A reason button of a conversation that moved on is said to be old."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_ask_reason")
    old = chat.payload("Ordered by mistake")
    chat.says("never mind").says(old).hears("stale_choice")
    assert on_hold(shop, number)


def test_an_old_confirmation_after_never_mind_does_nothing(shop: Shop, talk) -> None:
    """The yes button of a dropped question: its pending action is void."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    yes = chat.payload("Yes")
    chat.says("never mind").says(yes).hears("cancel_changed")
    assert on_hold(shop, number)


def test_five_yeses_and_five_presses_do_it_once(shop: Shop, talk) -> None:
    """Repeats get the same reply, marked as already done."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    yes = chat.payload("Yes")
    chat.says("yes").hears("cancel_done")
    for again in ("yes", "yes", yes, yes):
        chat.says(again).hears("cancel_again_done")
    assert len(shop.case(number).refunds) == len(shop.case(number).cancellations) == 1


def test_after_the_pending_action_expired_it_is_asked_again(shop: Shop, talk) -> None:
    """A yes after more than five minutes does nothing but ask again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    (pending,) = shop.rows(PendingAction, customer_id=buyer.customer.id)
    with shop.desk.store.write() as unit:
        unit.change(pending, expires_at=pending.created_at)
    chat.says("yes").hears("cancel_changed", "cancel_ask_confirm_now")
    assert on_hold(shop, number)
    chat.says("yes").hears("cancel_done")


def test_signed_out_in_between_the_yes_does_nothing(shop: Shop, talk) -> None:
    """The session is looked up at every step."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    with shop.desk.store.write() as unit:
        session = unit.get(Session, buyer.conversation)
        unit.change(session, closed_at=shop.desk.clock.now())
    chat.says("yes").hears("error_not_signed_in")
    assert on_hold(shop, number)


def test_start_over_forgets_everything(shop: Shop, talk) -> None:
    """No order, reason or question stays."""
    buyer = shop.buyer()
    number, _ = shop.order(buyer, "ON_HOLD"), shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_ask_reason").says("let's start over")
    chat.hears("start_over").says("cancel my order").hears("cancel_ask_order")


def test_the_order_was_sent_while_the_buyer_thought(shop: Shop, talk) -> None:
    """Between the question and the yes the order left: the yes cancels nothing and the truth is told."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    chat = talk(buyer).says(f"cancel {number}").presses("I don't need it").hears("cancel_ask_confirm_seller")
    with shop.desk.store.write() as unit:
        unit.change(shop.case(number).order, status=OrderStatus.AWAITING_COLLECTION)
    chat.says("yes").hears("cancel_changed", "cancel_refused_awaiting_collection", "offers")
    assert not shop.case(number).cancellations
