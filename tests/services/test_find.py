"""Finding orders: by number, ending, product words, days, place in the row, tracking number; the buyer's own only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.errors import NotFound
from orderdesk.services import find
from orderdesk.services.find import Clues
from tests.shop import Buyer, Shop


@pytest.fixture
def buyer(shop: Shop) -> Buyer:
    return shop.buyer()


@pytest.fixture
def three(shop: Shop, buyer: Buyer) -> tuple[str, str, str]:
    """Three orders, the newest first."""
    return (
        shop.order(buyer, "ON_HOLD", [("Northpine Hoodie, Black", "19.90")], ago=timedelta(hours=1)),
        shop.order(
            buyer, "IN_TRANSIT", [("Phone Case", "9.90"), ("Wool Socks", "5.00")], ago=timedelta(days=3)
        ),
        shop.order(buyer, "COMPLETED", [("Northpine Hoodie, Grey", "19.90")], ago=timedelta(days=60)),
    )


def numbers(shop: Shop, buyer: Buyer, **clues) -> list[str]:
    return [case.order.id for case in find.find(shop.desk, shop.who(buyer), Clues(**clues))]


def test_number(shop, buyer, three):
    """A full number finds that order and no other."""
    assert numbers(shop, buyer, number=three[1]) == [three[1]]


def test_somebody_elses_number(shop, buyer):
    """The number of another buyer's order and a number that does not exist get the same answer."""
    other = shop.order(shop.buyer(), "ON_HOLD")
    for number in (other, "579999999999999999"):
        with pytest.raises(NotFound):
            numbers(shop, buyer, number=number)


@pytest.mark.parametrize("length", [4, 6, 8])
def test_ending(shop, buyer, three, length):
    """The last digits are enough."""
    assert three[1] in numbers(shop, buyer, ending=three[1][-length:])


def test_ending_of_somebody_elses(shop, buyer, three):
    """Digits that no own order ends in (or begins with) find nothing, whoever's they are."""
    other = shop.order(shop.buyer(), "ON_HOLD")
    assert numbers(shop, buyer, ending=other[-8:]) == []


def test_beginning(shop, buyer, three):
    """Where no number ends so, the first digits count."""
    assert set(three) >= set(numbers(shop, buyer, ending=three[0][:15])) > set()


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (("hoodie",), {0, 2}),
        (("black", "hoodie"), {0}),
        (("hoody",), {0, 2}),
        (("sock",), {1}),
        (("CASE",), {1}),
        (("wool", "and", "cotton"), {1}),
        (("blak", "hoodies"), {0}),
    ],
)
def test_words(shop, buyer, three, words, places):
    """The orders that more of the words describe, typos and plurals allowed."""
    assert set(numbers(shop, buyer, words=words)) == {three[place] for place in places}


def test_unknown_words(shop, buyer, three):
    """Words for nothing that was bought find nothing, and say so."""
    with pytest.raises(NotFound):
        numbers(shop, buyer, words=("trampoline",))
    assert not find.describes(shop.desk, shop.who(buyer), ("trampoline", "now"))
    assert find.describes(shop.desk, shop.who(buyer), ("trampoline", "hoodie"))


def test_place(shop, buyer, three):
    """Last and first go by the day of buying, among what the other clues leave."""
    assert numbers(shop, buyer, place="last") == [three[0]]
    assert numbers(shop, buyer, place="first") == [three[2]]
    assert numbers(shop, buyer, place="first", words=("socks",)) == [three[1]]


def test_days(shop, buyer, three):
    """Days are the buyer's calendar days, both ends included."""
    assert numbers(shop, buyer, days=("2026-11-20", "2026-11-20")) == [three[1]]
    assert numbers(shop, buyer, days=("2026-11-20", "2026-11-23")) == [three[0], three[1]]
    assert numbers(shop, buyer, days=("2026-11-21", "2026-11-22")) == []


def test_tracking_number(shop, buyer, three):
    """A parcel's number finds the order that it belongs to, for its buyer only."""
    tracking = shop.case(three[1]).parcels[0].tracking_number
    assert numbers(shop, buyer, tracking=tracking) == [three[1]]
    stranger = shop.buyer()
    shop.order(stranger, "IN_TRANSIT")
    assert numbers(shop, stranger, tracking=tracking) == []


def test_pages(shop, buyer):
    """Newest first, five a page, and how many there are in all."""
    made = [shop.order(buyer, "DELIVERED", ago=timedelta(days=10 + day)) for day in range(7)]
    first, total = find.recent(shop.desk, shop.who(buyer))
    rest, _ = find.recent(shop.desk, shop.who(buyer), offset=5)
    assert ([case.order.id for case in first + rest], total) == (made, 7)


def test_what_makes_sense_comes_first(shop, buyer):
    """An old order that is meant more likely leads the first page, and is not repeated on the second."""
    made = [shop.order(buyer, "DELIVERED", ago=timedelta(days=10 + day)) for day in range(7)]
    pages = [
        find.recent(shop.desk, shop.who(buyer), offset=offset, first=(made[6], "579999999999999999"))[0]
        for offset in (0, 5)
    ]
    found = [case.order.id for page in pages for case in page]
    assert found == [made[6], *made[:6]]


def test_first_is_checked_too(shop, buyer):
    """Somebody else's order cannot be smuggled in by being put first."""
    other = shop.order(shop.buyer(), "ON_HOLD")
    own = shop.order(buyer, "ON_HOLD")
    cases, total = find.recent(shop.desk, shop.who(buyer), first=(other,))
    assert ([case.order.id for case in cases], total) == ([own], 1)


def test_page_of_some(shop, buyer, three):
    """A list may be narrowed by days or words, and counts what fits."""
    cases, total = find.page(shop.desk, shop.who(buyer), Clues(words=("hoodie",)), limit=1)
    assert ([case.order.id for case in cases], total) == ([three[0]], 2)
