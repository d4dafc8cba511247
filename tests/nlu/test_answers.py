"""What a message means while a question is open."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.answers import interpret
from nlu.heard import Heard, Meaning
from nlu.payload import payload


def question(
    kind: str, journey: str = "cancel", *choices: tuple[str, str], ref: str | None = None
) -> dict[str, Any]:
    made = [
        {"label": text, "value": value, "payload": payload(f"answer_{journey}", choice=value)}
        for text, value in choices
    ]
    return {"journey": journey, "name": kind, "kind": kind, "choices": made, "ref": ref}


def heard(text: str, intent: str | None = "inform", confidence: float = 0.9, **entities: Any) -> Heard:
    found = tuple({"entity": name, "value": value} for name, value in entities.items())
    return Heard(text, intent, confidence, found)


REASONS = question(
    "choice", "cancel", ("Ordered by mistake", "created_by_mistake"), ("Found a better price", "better_price")
)
CONFIRM = question("confirm", ref="PA-1")
ORDERS = question("order", "cancel", ("…752 · Hoodie", "576"), ("…001 · Case", "577"))
FREE = question("text", "seller")

OFFERS = [
    {"label": "Cancel the whole order", "payload": payload("cancel_order", order="576")},
    {"label": "Tell me when it arrives", "payload": payload("arrival_notice", order="576")},
    {"label": "Show more orders", "payload": payload("list_orders", choice="more")},
    {"label": "Yes", "payload": payload("confirm_cancel", ref="PA-1")},
]

OFFERED = [
    # While nothing is asked, a number or a label means a button of what was said last.
    (heard("1"), Meaning("cancel_order", {"order": "576"})),
    (heard("2."), Meaning("arrival_notice", {"order": "576"})),
    (heard("tell me when it arrives", "arrival_notice"), Meaning("arrival_notice", {"order": "576"})),
    (heard("more please", "nlu_fallback", 0.2), Meaning("list_orders", {"choice": "more"})),
    (heard("i want to see the rest", "goodbye"), Meaning("list_orders", {"choice": "more"})),
    # Never an answer to a question that is no longer open, never a place in a list shown before.
    (heard("4"), None),
    (heard("yes", "affirm"), None),
    (heard("the second one", ordinal=2), None),
    (heard("where is it", "track_order"), None),
]


@pytest.mark.parametrize(("said", "meaning"), OFFERED, ids=lambda one: getattr(one, "text", None))
def test_buttons_without_a_question(said: Heard, meaning: Meaning | None) -> None:
    """While nothing is asked, only a number or a label names one of the buttons shown last."""
    assert interpret(None, said, OFFERS) == meaning


NO_MORE, NO_MORE_OF_IT = (Meaning("decline_cancel", {"ref": ref}) for ref in (None, "PA-1"))

CASES = [
    # No question: everything means what it says.
    (None, heard("yes", "affirm"), None),
    # A yes confirms what was asked, when it is clear.
    (CONFIRM, heard("yes", "affirm"), Meaning("confirm_cancel", {"ref": "PA-1"})),
    (CONFIRM, heard("yes", "affirm", 0.5), None),
    (CONFIRM, heard("no", "deny"), Meaning("decline_cancel", {"ref": "PA-1"})),
    (CONFIRM, heard("don't cancel it", "keep_order"), Meaning("decline_cancel", {"ref": "PA-1"})),
    (CONFIRM, heard("never mind", "stop"), Meaning("decline_cancel", {"ref": "PA-1"})),
    # A yes with a limit, a no with another order: corrections.
    (CONFIRM, heard("yes but only the socks", "affirm", product_phrase="socks"), Meaning("answer_cancel")),
    (CONFIRM, heard("no, the other one", "deny", ordinal="other"), Meaning("answer_cancel")),
    (CONFIRM, heard("weather tomorrow", "out_of_scope", date="x"), None),
    # "Don't cancel" ends it at every step, however it was classified, and starts nothing while nothing is asked.
    (
        REASONS,
        heard("actually dont cancel it", "nlu_fallback", 0.5, cancel_mood="negated"),
        Meaning("decline_cancel", {"ref": None}),
    ),
    (
        CONFIRM,
        heard("dont cancel", "cancel_order", 0.5, cancel_mood="negated"),
        Meaning("decline_cancel", {"ref": "PA-1"}),
    ),
    (None, heard("dont cancel", "cancel_order", 0.5, cancel_mood="negated"), Meaning("keep_order")),
    (
        FREE,
        heard("hello, please don't cancel it", "keep_order", cancel_mood="negated"),
        Meaning("answer_seller"),
    ),
    # Questions in between keep their meaning.
    (CONFIRM, heard("can i cancel?", "ask_cancellation_policy"), None),
    (REASONS, heard("where is it", "track_order"), None),
    # Reasons: by number, by label, in free words, and in words that sound like another question.
    (REASONS, heard("2", "inform"), Meaning("answer_cancel", {"choice": "better_price"})),
    (REASONS, heard("found a better price"), Meaning("answer_cancel", {"choice": "better_price"})),
    (
        REASONS,
        heard("oops wrong button", reason="created_by_mistake"),
        Meaning("answer_cancel", {"choice": "created_by_mistake"}),
    ),
    (
        REASONS,
        heard("too slow", "delivery_problem", reason="better_price"),
        Meaning("answer_cancel", {"choice": "better_price"}),
    ),
    (REASONS, heard("return it, cheaper elsewhere", "return_item", reason="better_price"), None),
    (REASONS, heard("9", "inform"), Meaning("answer_cancel")),
    (
        REASONS,
        heard("no, 576461413038785752", "deny", order_number="576461413038785752"),
        Meaning("answer_cancel"),
    ),
    (REASONS, heard("no, the other one", "deny", ordinal="other"), Meaning("answer_cancel")),
    # Orders: by place, by reference, by words.
    (ORDERS, heard("the second one", ordinal=2), Meaning("answer_cancel", {"choice": "577"})),
    (ORDERS, heard("ending 5752", order_suffix="5752"), Meaning("answer_cancel")),
    (ORDERS, heard("the blue thing", "nlu_fallback", 0.2), Meaning("answer_cancel")),
    (ORDERS, heard("what is this?", "out_of_scope"), None),
    (ORDERS, heard("takes too long", "delivery_problem", reason="better_price"), Meaning("answer_cancel")),
    (ORDERS, heard("it never arrived?", "delivery_problem", reason="not_received"), None),
    # What is about the shop is no order, mark or no mark; goods that sound like nothing we do may be one.
    (ORDERS, heard("do you have a discount code", "out_of_scope", product_phrase="code"), None),
    (ORDERS, heard("any discounts today", "out_of_scope", date={"from": "2026-11-23"}), None),
    (ORDERS, heard("i want a discount", "out_of_scope"), None),
    (ORDERS, heard("can you give me a better price", "out_of_scope", reason="better_price"), None),
    (
        ORDERS,
        heard("my discount was not applied", "out_of_scope", reason="discount_not_expected"),
        Meaning("answer_cancel"),
    ),
    (ORDERS, heard("weather station", "out_of_scope", product_phrase="station"), Meaning("answer_cancel")),
    (ORDERS, heard("the gift voucher", "out_of_scope"), Meaning("answer_cancel")),
    (ORDERS, heard("how about the lamp", "out_of_scope", product_phrase="lamp"), Meaning("answer_cancel")),
    (ORDERS, heard("any of them", "out_of_scope"), Meaning("answer_cancel")),
    (REASONS, heard("is there a student discount", "out_of_scope"), None),
    (REASONS, heard("i got no student discount", "out_of_scope"), Meaning("answer_cancel")),
    # Free text: the words are the answer, whatever they sound like; leaving still works.
    (FREE, heard("where is my order", "track_order"), Meaning("answer_seller")),
    (FREE, heard("no", "deny"), Meaning("decline_seller", {"ref": None})),
    (FREE, heard("ok, send it please", "send_records"), Meaning("answer_seller", {"choice": "go_ahead"})),
    (FREE, heard("send it to my old address", "send_records"), Meaning("answer_seller")),
    # A plain no leaves any question; one that says more is no plain no.
    (REASONS, heard("no thanks", "deny"), NO_MORE),
    (ORDERS, heard("nope", "deny"), NO_MORE),
    (question("order", "track"), heard("no", "deny"), Meaning("decline_question")),
    (question("order", "track"), heard("no, keep it", "keep_order"), None),
    (
        REASONS,
        heard("no, it's cheaper elsewhere", "deny", reason="better_price"),
        Meaning("answer_cancel", {"choice": "better_price"}),
    ),
    (ORDERS, heard("no, the socks", "deny", product_phrase="socks"), None),
    # So many of a thing.
    (
        question("lines"),
        heard("3 shirts", product_phrase="shirts"),
        Meaning("answer_cancel", {"quantity": {"count": 3}}),
    ),
    (
        question("lines"),
        heard("just one hoodie", "affirm", product_phrase="hoodie"),
        Meaning("answer_cancel", {"quantity": {"count": 1}}),
    ),
    # What the question asks, repeated as an order: a yes in so many words, for a message only.
    (
        question("confirm", "seller", ref="PA-2"),
        heard("yes please send it", "send_records"),
        Meaning("confirm_seller", {"ref": "PA-2"}),
    ),
    (question("confirm", "seller", ref="PA-2"), heard("send it to me by mail", "send_records"), None),
    (CONFIRM, heard("send it", "send_records"), None),
    (FREE, heard("start over", "start_over"), None),
    # Buttons: only those of the open question, a confirmation by what it refers to, none of Rasa's own.
    (
        REASONS,
        heard(payload("answer_cancel", choice="better_price"), None),
        Meaning("answer_cancel", {"choice": "better_price"}),
    ),
    (None, heard(payload("answer_cancel", choice="better_price"), None), Meaning("stale_choice")),
    (REASONS, heard(payload("answer_cancel", choice="something"), None), Meaning("stale_choice")),
    (None, heard(payload("confirm_cancel", ref="PA-9"), None), Meaning("confirm_cancel", {"ref": "PA-9"})),
    (None, heard("/confirm_cancel", None), Meaning("stale_choice")),
    (None, heard("/restart", None), Meaning("start_over")),
    (None, heard("/session_start", None), Meaning("stale_choice")),
    (None, heard("/cancel_order{broken", None), Meaning("stale_choice")),
    (None, heard('/cancel_order{"order": "57"}', None), Meaning("cancel_order", {"order": "57"})),
]


@pytest.mark.parametrize(
    ("asked", "said", "meaning"), CASES, ids=[f"{i}-{case[1].text[:30]}" for i, case in enumerate(CASES)]
)
def test_meaning(asked: dict[str, Any] | None, said: Heard, meaning: Meaning | None) -> None:
    """A message answers the open question, or means what it says."""
    assert interpret(asked, said) == meaning


REASON = Meaning("inform")
AFTER_A_NO = [
    (heard("i regret it", "nlu_fallback", 0.3, reason="no_longer_needed"), REASON),
    (heard("i dont like it", "affirm", reason="no_longer_needed"), REASON),
    (heard("it's cheaper on amazon", "out_of_scope", reason="better_price"), REASON),
    (heard("i forgot my coupon", "out_of_scope", reason="forgot_coupon"), REASON),
    (heard("coupon not working", "out_of_scope", reason="defective"), None),
    (heard("can i get it cheaper", "out_of_scope", reason="better_price"), None),
    (heard("it arrived damaged", "delivery_problem", reason="damaged"), None),
    (heard("no", "deny"), None),
]


@pytest.mark.parametrize(("said", "meaning"), AFTER_A_NO, ids=lambda one: getattr(one, "text", None))
def test_a_reason_after_a_refusal(said: Heard, meaning: Meaning | None) -> None:
    """A reason that is given after the no is one, however it was classified; else it means what it says."""
    assert interpret(None, said, refused=True) == meaning
    assert interpret(None, said) is None


def test_a_bare_number_means_nothing_between_two_sets_of_buttons() -> None:
    """ "1" is no yes while another set of buttons was shown beside the confirmation."""
    assert interpret(CONFIRM, heard("1", "inform", ordinal=1), crowded=True) == Meaning("nlu_fallback")
