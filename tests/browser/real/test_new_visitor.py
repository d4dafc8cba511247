"""Somebody whom nobody knows comes to the shop's page and is helped from the first word to the last."""

from __future__ import annotations

import email
import email.policy
import re

from orderdesk.model import MessageStatus, OrderStatus, SellerMessage
from tests.browser.real.visitor import Visitor, number
from tests.faults.stack import Stack

EMAIL = "ana.delgado@example.com"
LETTER = "*-ana-sign_in_code-*.eml"
CODE = re.compile(r"\b\d{6}\b")


def code_from_the_mail(visitor: Visitor, stack: Stack) -> str:
    """The code in the letter that lies in the mail folder, when it has come."""
    for _ in range(600):
        for file in (stack.plan.var / "mail").glob(LETTER):
            letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            assert EMAIL in str(letter["To"])
            return CODE.search(text).group()  # type: ignore[union-attr]
        visitor.page.wait_for_timeout(100)
    raise AssertionError("no letter with a code")


def test_a_new_visitor_is_helped_from_sign_in_to_the_sellers_answer(visitor: Visitor, stack: Stack) -> None:
    """A visitor signs in by code, cancels an order, is refused another, writes to the seller and sees the answer."""
    visitor.open_chat()
    visitor.asks_for_a_person("once you're signed in")
    visitor.page.locator(".line .solid", has_text="Sign in").wait_for()
    visitor.says("cancel my order", "once you're signed in")
    sign_in(visitor, stack)
    cancels(visitor)
    refused(visitor)
    writes(visitor)
    assert visitor.shown() == visitor.stored()


def sign_in(visitor: Visitor, stack: Stack) -> None:
    """By the button under the bot's answer, an order's number, its e-mail address, and the code."""
    visitor.page.locator(".line .solid", has_text="Sign in").last.click()
    visitor.page.get_by_label("Order number").fill(number("ana-hold"))
    visitor.page.get_by_label("E-mail address").fill(EMAIL)
    visitor.keep("chat-sign-in-wide-light")
    visitor.page.get_by_role("button", name="Send me a code").click()
    visitor.page.get_by_label("Six-digit code").fill(code_from_the_mail(visitor, stack))
    visitor.keep("chat-code-wide-light")
    visitor.page.get_by_label("Six-digit code").press("Enter")
    visitor.page.get_by_text("Signed in as Ana").wait_for()


def cancels(visitor: Visitor) -> None:
    """A whole order of a market that cancels nothing else."""
    before = visitor.case("ana-hold")
    visitor.says("cancel my order", "Which order would you like to cancel")
    visitor.picks(number("ana-hold")[-6:], "Why would you like")
    visitor.picks("Ordered by mistake", "be undone")
    visitor.picks("Yes, cancel it", "Done: order")
    after = visitor.case("ana-hold")
    assert after.order.status is OrderStatus.CANCELLED
    assert [one.amount for one in after.refunds] == [before.order.total]
    assert visitor.verbs("ana-hold") == ["cancel"]
    assert "cancellation_done" in visitor.letters("ana-hold")


def refused(visitor: Visitor) -> None:
    """What is on its way stays so, with a reason and ways out."""
    visitor.says(f"cancel order {number('ana-transit')}", "what you can do about order")
    visitor.page.locator(".card.refusal", has_text=number("ana-transit")[-6:]).wait_for()
    assert visitor.case("ana-transit").order.status is OrderStatus.IN_TRANSIT


def writes(visitor: Visitor) -> None:
    """The seller's own words come into the chat."""
    visitor.picks("Message the seller", "Shall I send this")
    visitor.picks("Yes, send it", "Sent to")
    visitor.page.locator(".line.seller", has_text="has answered").wait_for()
    (row,) = visitor.rows(SellerMessage, order_id=number("ana-transit"))
    assert row.status is MessageStatus.ANSWERED
    visitor.sees(row.answer)
