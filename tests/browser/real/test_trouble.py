"""Reload, no network, two tabs, and programs that are killed: what stands on the screen is what was said, once."""

from __future__ import annotations

from orderdesk.model import OrderStatus
from tests.browser.real.visitor import Visitor, number
from tests.faults.stack import Stack


def test_a_reload_before_the_yes_changes_nothing(visitor: Visitor) -> None:
    """The question, its card and its choices stand again after a reload, and the yes works; once done, so it stays."""
    visitor.comes("lena-twice")
    visitor.says(f"cancel order {number('lena-twice')}", "Why would you like")
    visitor.picks("Ordered by mistake", "be undone")
    before = visitor.lines()
    visitor.page.reload()
    visitor.page.locator(".card.refund").wait_for()
    assert visitor.lines() == before
    visitor.picks("Yes, cancel it", "Done: order")
    assert visitor.case("lena-twice").order.status is OrderStatus.CANCELLED
    visitor.page.locator(".rating").wait_for()
    visitor.page.reload()
    visitor.page.locator(".rating").wait_for()
    assert visitor.shown() == visitor.stored()
    assert len(visitor.case("lena-twice").refunds) == 1
    visitor.page.get_by_role("button", name="Not now").click()
    visitor.page.reload()
    visitor.sees("Done: order")
    visitor.page.wait_for_timeout(2500)  # longer than the form waits
    assert visitor.page.locator(".rating").count() == 0


def test_what_is_said_without_a_network_is_answered_when_it_is_back(visitor: Visitor) -> None:
    """Two messages written offline are answered in their order, each once."""
    visitor.comes("noah-unpaid")
    visitor.says("hello", "What can I do for you")
    visitor.context.set_offline(True)
    visitor.page.get_by_text("You're offline").wait_for()
    visitor.say("show my orders")
    visitor.say("what is your return policy")
    visitor.page.get_by_text("Waiting to be sent").first.wait_for()
    visitor.keep("chat-offline")
    visitor.context.set_offline(False)
    visitor.hears("return")
    assert visitor.shown() == visitor.stored()
    assert visitor.order_of_turns() == ["hello", "show my orders", "what is your return policy"]


def test_two_tabs_are_one_conversation(visitor: Visitor) -> None:
    """A question in one tab can be answered in the other; both show the same."""
    visitor.comes("bert-hold")
    visitor.says("cancel order …622301", "Why would you like")
    second = visitor.another()
    second.go_in()
    second.page.locator(".choice:visible", has_text="Ordered by mistake").click()
    visitor.hears("be undone")
    second.picks("No, keep it", "Nothing|keep|stays")
    visitor.hears("Nothing|keep|stays")
    assert visitor.lines() == second.lines()
    assert visitor.shown() == visitor.stored()
    assert visitor.case("bert-hold").order.status is OrderStatus.ON_HOLD
    second.page.close()


def test_a_gateway_killed_in_mid_turn_answers_once(visitor: Visitor, stack: Stack) -> None:
    """kill -9 while Rasa thinks: the open page shows each answer once when the gateway is back, without a reload."""
    visitor.comes("omar-earbuds")
    visitor.says("hello", "What can I do for you")
    stack.freeze("rasa")
    try:
        visitor.say("show my orders")
        visitor.page.locator(".lines:not(.unsent) .line", has_text="show my orders").wait_for()
        stack.kill("gateway")
        visitor.say("what is your return policy")
        visitor.page.get_by_text("Waiting to be sent").first.wait_for()
    finally:
        stack.thaw("rasa")
        stack.start("gateway")
    visitor.hears("return")
    assert visitor.order_of_turns() == ["hello", "show my orders", "what is your return policy"]
    assert visitor.shown() == visitor.stored()


def test_a_rasa_that_is_started_again_knows_where_it_was(visitor: Visitor, stack: Stack) -> None:
    """Killed between a question and its yes: the buyer is told that it takes longer, then the yes does what it says."""
    visitor.comes("zoe-markup")
    visitor.says("cancel my lip oil order", "Which order|Why would you like")
    if "Why" not in visitor.hears("."):
        visitor.picks("pending", "Why would you like")
    visitor.picks("Ordered by mistake", "be undone")
    stack.kill("rasa")
    try:
        visitor.page.locator(".choice:visible", has_text="Yes, cancel it").click()
        visitor.page.locator(".line.system").last.wait_for()
    finally:
        stack.start("rasa")
    visitor.hears("Done: order")
    case = visitor.case("zoe-markup")
    assert case.order.status is OrderStatus.CANCELLED
    assert len(case.refunds) == len(case.cancellations) == 1
    assert visitor.shown() == visitor.stored()
