"""What is on sale, who sells it, and who buys."""

from __future__ import annotations

import re
import unicodedata

import pytest

from orderdesk.demo.catalog import customers, offers
from orderdesk.demo.data import orders_of, read
from orderdesk.demo.keys import Keys
from orderdesk.policy.terms import markets

ON_SALE = offers(Keys())
BUYERS = customers(Keys())


def test_a_shop_of_some_size() -> None:
    """There are twelve sellers of all manners and about forty products, none sold by nobody."""
    sellers = {offer.seller for offer in ON_SALE.values()}
    assert len(sellers) == 12
    assert {seller.manner for seller in sellers} == {"accepts", "refuses", "silent"}
    assert 40 <= len(ON_SALE) <= 48


def test_ids_look_like_the_platforms() -> None:
    """Products, sellers and buyers have ids of 19 digits, all different."""
    ids = [offer.product.id for offer in ON_SALE.values()] + [buyer.id for buyer in BUYERS.values()]
    ids += {offer.seller.id for offer in ON_SALE.values()}
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"\d{19}", one) for one in ids)


def test_titles_that_are_hard_to_print() -> None:
    """One title holds markup, quotes and an emoji, one is written from right to left, one is very long."""
    titles = [offer.product.title for offer in ON_SALE.values()]
    assert sum("<script>" in title and '"' in title and "✨" in title for title in titles) == 1
    assert any(unicodedata.bidirectional(title[0]) == "AL" for title in titles)
    assert sum(len(title) > 200 for title in titles) == 1


def test_some_things_do_not_go_back() -> None:
    """Underwear, food and things made for one person are not returnable, all else is."""
    kept = {offer.product.category for offer in ON_SALE.values() if not offer.product.returnable}
    assert kept == {"underwear", "food", "pet food", "custom"}


@pytest.mark.parametrize("handle", BUYERS)
def test_buyers_are_invented(handle: str) -> None:
    """A buyer's address and number are reserved for fiction, and their market has terms."""
    buyer = BUYERS[handle]
    assert re.fullmatch(r"[\w.]+@example\.(com|org|net)", buyer.email)
    assert re.fullmatch(r"\+1 \d{3} 555 01\d\d|\+44 7700 900\d{3}", buyer.phone)
    assert buyer.market in markets()


def test_numbers_and_addresses_are_one_persons() -> None:
    """No two buyers share an e-mail address or a number."""
    assert len({buyer.email for buyer in BUYERS.values()}) == len(BUYERS)
    assert len({buyer.phone for buyer in BUYERS.values()}) == len(BUYERS)


@pytest.mark.parametrize("handle", BUYERS)
def test_orders_are_of_things_on_sale(handle: str) -> None:
    """An order names variants that exist, of one seller of the buyer's own market."""
    for order in orders_of(handle):
        bought = [ON_SALE[item["product"]] for item in order["items"]]
        for item, offer in zip(order["items"], bought, strict=True):
            assert item["variant"] in offer.variants
        assert {offer.seller.market for offer in bought} == {BUYERS[handle].market}
        assert len({offer.seller for offer in bought}) == 1


def test_every_seller_sells() -> None:
    """Every seller has sold something to a demo buyer, and nearly all products are in some order."""
    bought = {item["product"] for handle in BUYERS for order in orders_of(handle) for item in order["items"]}
    assert {ON_SALE[name].seller.name for name in bought} == {
        shop["name"] for shop in read("catalog").values()
    }
    assert set(ON_SALE) - bought <= {"lick-mat"}


def test_nina_has_no_orders_and_omar_many() -> None:
    """One buyer has bought nothing, and one more than a page holds."""
    assert [handle for handle in BUYERS if not orders_of(handle)] == ["nina"]
    assert len(orders_of("omar")) > 12
