"""Each journey from hello to its result with the real bot: by pointer or keys alone, phone and desk, light and dark.

What the screen says is not believed: the database is asked afterwards.
"""

from __future__ import annotations

import pytest

from orderdesk.model import (
    Dispute,
    MessageStatus,
    OrderStatus,
    Rating,
    ReturnStatus,
    SellerMessage,
    Ticket,
)
from tests.browser.real.visitor import Visitor, number

LOOKS, OTHER_LOOKS = ("phone dark", "wide light keys"), ("wide dark", "phone light keys")


def pairs(first: str, second: str, *, looks: tuple[str, str] = LOOKS) -> pytest.MarkDecorator:
    """One order of the demo for the pointer, another for the keys."""
    cases = [pytest.param(look, name, id=look) for look, name in zip(looks, (first, second), strict=True)]
    return pytest.mark.parametrize(("visitor", "name"), cases, indirect=["visitor"])


@pairs("omar-split", "mia-transit")
def test_where_is_my_order(visitor: Visitor, name: str) -> None:
    """The card shows the order's number, state, way and parcels as the database has them, and nothing is changed."""
    before = visitor.case(name)
    visitor.comes(name)
    visitor.keep(f"chat-hello-{visitor.look}")
    visitor.begins("Where is my order?", "Which order")
    visitor.keep(f"chat-orders-{visitor.look}")
    visitor.picks(before.lines[0].title[:12], "on its way")
    card = visitor.page.locator(".card.order")
    words = card.inner_text()
    for part in (
        number(name),
        before.seller.name,
        "Shipped",
        *(one.tracking_number for one in before.parcels),
    ):
        assert str(part) in words
    assert card.locator(".way .done").count() == 4
    assert card.locator("img").evaluate("one => one.complete && one.naturalWidth > 0")
    visitor.keep(f"chat-order-{visitor.look}")
    assert visitor.case(name) == before


@pairs("gus-portrait", "mia-hold")
def test_an_order_is_cancelled_and_the_answer_rated(visitor: Visitor, name: str) -> None:
    """Picker, reason, what comes back, yes: the order row, the refund, the audit and the letter are what was shown."""
    before = visitor.case(name)
    visitor.keep(f"shop-{visitor.look}")
    visitor.comes(name)
    visitor.begins("Cancel an order", "Which order would you like to cancel")
    visitor.picks(before.lines[0].title[:12], "Why would you like to cancel")
    visitor.picks("Ordered by mistake", "This can't be undone")
    assert visitor.case(name) == before, "nothing happens without the yes"
    total = visitor.page.locator(".card.refund .total .amount").inner_text()
    assert total == f"${before.order.total.amount}"
    visitor.keep(f"chat-confirm-{visitor.look}")
    visitor.picks("Yes, cancel it", "Done: order")
    after = visitor.case(name)
    assert after.order.status is OrderStatus.CANCELLED
    assert [one.amount for one in after.refunds] == [before.order.total]
    assert [one.reason for one in after.cancellations] == ["created_by_mistake"]
    assert visitor.verbs(name) == ["cancel"]
    assert visitor.letters(name) == ["cancellation_done"]
    visitor.page.locator(".rating").wait_for()
    visitor.keep(f"chat-done-{visitor.look}")
    visitor.rates(4, "Quick!")
    (row,) = visitor.rows(Rating, customer_id=before.order.customer_id)
    assert (row.score, row.text, row.case_id) == (4, "Quick!", after.cancellations[0].id)
    looks_behind(visitor, name)


def looks_behind(visitor: Visitor, name: str) -> None:
    """The demo page's panel shows the same rows to whoever wants to see for themselves."""
    visitor.page.get_by_role("button", name="Close the chat").press("Enter")
    visitor.page.locator("#behind summary").press("Enter")
    row = visitor.page.locator("#behind tr", has_text=number(name)).first
    row.locator("td", has_text="CANCELLED").wait_for()
    visitor.page.locator("#behind td", has_text="cancellation_done").first.wait_for()
    visitor.keep(f"shop-behind-{visitor.look}")


@pairs("theo-packed", "mia-transit")
def test_a_refusal_has_ways_out_that_work(visitor: Visitor, name: str) -> None:
    """The card says why and until when; the way out to the seller goes on with the same order, to a message sent."""
    before = visitor.case(name)
    visitor.keep(f"shop-{visitor.look}")
    visitor.comes(name)
    visitor.begins("Cancel an order", "Which order|Why would you|None of your orders")
    visitor.says(f"cancel order {number(name)}", "what you can do about order")
    card = visitor.page.locator(".card.refusal").inner_text()
    assert number(name)[-6:] in card
    assert {"Message the seller", "Talk to a person"} <= set(visitor.choices())
    visitor.keep(f"chat-refusal-{visitor.look}")
    visitor.picks("Message the seller", "Shall I send this")
    visitor.picks("Yes, send it", "Sent to")
    after = visitor.case(name)
    assert after.order == before.order
    assert not after.cancellations
    assert not after.refunds
    (sent,) = visitor.rows(SellerMessage, order_id=number(name))
    assert sent.topic == "late_cancel"


@pairs("bert-recent", "lena-shirts", looks=OTHER_LOOKS)
def test_something_goes_back(visitor: Visitor, name: str) -> None:
    """One item, why, what for, yes: a return of that item is there, for the money that the card named."""
    before = visitor.case(name)
    visitor.comes(name)
    if name == "bert-recent":
        visitor.begins("Return something", "Which order")
        visitor.picks(number(name)[-6:], "reason")
    else:
        visitor.begins("Return something", "Which items")
        visitor.picks("1 × Boxy", "reason")
    visitor.picks("It doesn't fit", "What would you like")
    visitor.picks("Send it back", "card ending")
    total = visitor.page.locator(".card.refund .total .amount").inner_text()
    visitor.picks("Yes, go ahead", "Reference RT-")
    row = visitor.case(name).returns[-1]
    assert row.line_ids == (before.lines[0].id,)
    assert str(row.amount.amount) in total
    assert row.reason == "does_not_fit"
    assert visitor.verbs(name)[0] == "returns"
    if name == "lena-shirts":
        visitor.hears("Northpine Basics has accepted your return")
        assert visitor.case(name).returns[-1].status is ReturnStatus.AWAITING_BUYER_SHIP


@pairs("theo-missed", "omar-grey")
def test_a_seller_is_written_to_and_answers(visitor: Visitor, name: str) -> None:
    """The draft is shown and sent as it stands; the seller's own words arrive by themselves, once."""
    visitor.comes(name)
    visitor.begins("Write to a seller", "Which order")
    visitor.picks(number(name)[-6:], "What would you like to write")
    visitor.picks("Ask where it is", "Shall I send this")
    visitor.picks("Yes, send it", "Sent to")
    visitor.page.locator(".card.thread li.buyer").wait_for()
    visitor.page.locator(".line.seller", has_text="has answered").wait_for()
    assert visitor.page.locator(".line.seller .who").inner_text() == visitor.case(name).seller.name
    (row,) = visitor.rows(SellerMessage, order_id=number(name))
    assert row.status is MessageStatus.ANSWERED
    visitor.sees(row.answer)
    assert visitor.page.locator(".line.seller").count() == 1
    visitor.keep(f"chat-seller-{visitor.look}")
    assert row.text.splitlines()[0] in visitor.page.locator(".card.thread").inner_text()


@pairs("kai-rejected", "finn-overdue", looks=OTHER_LOOKS)
def test_a_dispute_is_opened(visitor: Visitor, name: str) -> None:
    """About what, what happened, yes: a case with the buyer's words as evidence, and a letter with its number."""
    visitor.comes(name)
    visitor.says("I want to open a dispute", "Which order is this about")
    visitor.picks(number(name)[-6:], "What is the dispute about")
    visitor.picks("It doesn't work", "what happened")
    visitor.says("The motor hums and the light stays off.", "Shall I open a dispute")
    visitor.picks("Yes, open it", "case number")
    (row,) = visitor.rows(Dispute, order_id=number(name))
    assert row.about == "defective"
    assert [one.text for one in visitor.case(name).evidence] == ["The motor hums and the light stays off."]
    assert "dispute_opened" in visitor.letters(name)


@pairs("zoe-long", "eve-limit", looks=OTHER_LOOKS)
def test_a_person_is_fetched(visitor: Visitor, name: str) -> None:
    """One press from the first screen: a ticket whose number the answer names."""
    visitor.comes(name)
    answer = visitor.asks_for_a_person("Your ticket is")
    (row,) = visitor.rows(Ticket, customer_id=visitor.case(name).order.customer_id)
    assert row.id in answer
    assert "ticket_opened" in visitor.letters(name)
