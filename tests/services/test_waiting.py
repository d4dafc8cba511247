"""What waits for a seller or for a decision is listed whole, most urgent first, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.services import return_steps, sellers, waiting
from orderdesk.services.waiting import Waiting
from tests.conftest import SetClock
from tests.services.parcels import asked, delivered
from tests.services.waiting import disputed, refunded, requested, returned, written
from tests.shop import Buyer, Shop


def found(desk: Desk, seller: str | None = None) -> dict[str, Waiting]:
    return {one.kind: one for one in waiting.waiting(desk, 100, seller)}


def sent_back(shop: Shop, buyer: Buyer) -> str:
    """A return whose goods are on their way to the seller."""
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    sellers.answer_return(shop.desk, live.id, True)
    _, pending = return_steps.check_sent(shop.desk, shop.who(buyer), number)
    assert pending
    return_steps.submit_sent(shop.desk, shop.who(buyer), pending.id)
    return number


def test_each_kind_is_listed_with_what_is_asked(shop: Shop, clock: SetClock) -> None:
    """Requests, returns, goods sent back, messages and disputes; what is over waits for nobody."""
    back = sent_back(shop, shop.buyer())
    clock.forward(hours=1)
    numbers = {
        "cancellation": requested(shop, shop.buyer()),
        "return_and_refund": returned(shop, shop.buyer(), note="A long scratch"),
        "goods_sent_back": back,
        "message": written(shop, shop.buyer(), "silent"),
        "dispute": disputed(shop, shop.buyer()),
    }
    refunded(shop, shop.buyer())
    rows = found(shop.desk)
    assert {kind: one.order for kind, one in rows.items()} == numbers
    assert (rows["cancellation"].asked, rows["cancellation"].answers) == ("better_price", ("yes", "no"))
    assert rows["cancellation"].answer_by == shop.case(numbers["cancellation"]).cancellations[0].answer_by
    assert (rows["return_and_refund"].asked, rows["return_and_refund"].text) == ("damaged", "A long scratch")
    assert rows["goods_sent_back"].answers == ("received",)
    assert rows["goods_sent_back"].since == clock.now() - timedelta(hours=1)
    assert (rows["message"].asked, rows["message"].text) == ("question", "Hello?")
    assert (rows["dispute"].text, rows["dispute"].answers) == ("It is cracked.", ("buyer", "seller"))
    assert rows["dispute"].evidence_by and rows["dispute"].items == ("Oversized Hoodie",)


def test_what_was_answered_waits_no_more(shop: Shop) -> None:
    """The list ends when everything is answered."""
    number = requested(shop, shop.buyer())
    sellers.answer_cancellation(shop.desk, shop.case(number).cancellations[0].id, False)
    assert not found(shop.desk)


def test_a_seller_sees_their_own(shop: Shop) -> None:
    """By name or id; a name that nobody has is said so."""
    number = requested(shop, shop.buyer())
    other = shop.order(shop.buyer(), "IN_TRANSIT", seller=shop.seller("Fern & Fold"))
    assert not found(shop.desk, "Fern & Fold")
    seller = shop.case(number).seller
    assert [one.order for one in found(shop.desk, seller.id).values()] == [number]
    assert found(shop.desk, shop.case(other).seller.id) == {}
    assert [one.seller for one in found(shop.desk, seller.name).values()] == [seller.name]
    with pytest.raises(NotFound, match="no seller 'nobody'"):
        found(shop.desk, "nobody")


def test_many_come_whole_and_the_most_urgent_first(
    shop: Shop, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page after page, kinds mixed by their deadline; no more than asked for."""
    monkeypatch.setattr(waiting, "PAGE", 2)
    wanted = set()
    for _ in range(4):
        wanted |= {requested(shop, shop.buyer()), written(shop, shop.buyer(), "silent")}
        clock.forward(hours=7)
    rows = waiting.waiting(shop.desk, 100)
    assert {one.order for one in rows} == wanted and len(rows) == len(wanted)
    times = [one.answer_by for one in rows if one.answer_by]
    assert times == sorted(times)
    assert waiting.waiting(shop.desk, 3) == rows[:3]
