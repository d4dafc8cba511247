"""A seller hears of what is asked of them, in the same effect, and learns of the buyer no more than they need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.model import OutboxRow, OutboxState
from orderdesk.services import cancel, privacy, sellers
from orderdesk.services.outbox import deliver_due
from orderdesk.services.telling import SELLER_EMAIL
from tests.services.parcels import asked, delivered
from tests.services.test_waiting import sent_back
from tests.services.waiting import FIVE_HOURS, disputed, requested, written
from tests.shop import Buyer, Shop

ADDRESS = "fern@sellers.example"
STEPS = {
    "to_seller_cancellation": requested,
    "to_seller_return": lambda shop, buyer: _returned(shop, buyer),
    "to_seller_goods_sent_back": sent_back,
    "to_seller_message": lambda shop, buyer: written(shop, buyer, "silent"),
    "to_seller_dispute": disputed,
}


class Addressed(Shop):
    """A shop whose sellers can be written to."""

    def seller(self, *args: Any, **more: Any) -> m.Seller:
        """With an address."""
        return super().seller(*args, **{"email": ADDRESS, **more})


@pytest.fixture
def shop(real: Desk) -> Addressed:
    """Sellers are people with an address."""
    return Addressed(real)


def _returned(shop: Shop, buyer: Buyer) -> str:
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    return number


def to_seller(shop: Shop, buyer: Buyer) -> list[OutboxRow]:
    """The letters to sellers about a buyer."""
    return shop.rows(OutboxRow, channel=SELLER_EMAIL, customer_id=buyer.customer.id)


def mail(shop: Shop) -> list[str]:
    """The texts of all mail to the seller."""
    folder = Path(shop.desk.settings.mail_url.removeprefix("file:"))
    texts = [path.read_text("utf-8") for path in folder.glob("*.eml")]
    return [text for text in texts if f"<{ADDRESS}>" in text]


@pytest.mark.parametrize("letter", STEPS)
def test_the_seller_is_written_to(shop: Addressed, letter: str) -> None:
    """One letter each, to the seller's address, with order, items and how to answer; nothing that reaches the buyer."""
    buyer = shop.buyer()
    number = STEPS[letter](shop, buyer)
    (row,) = [one for one in to_seller(shop, buyer) if one.template == letter]
    assert row.facts["order"] == number
    assert row.facts["request"] in row.key and row.facts["items"]
    deliver_due(shop.desk)
    texts = [text for text in mail(shop) if f"orderdesk answer {row.facts['request']} " in text]
    assert texts and shop.rows(OutboxRow, id=row.id)[0].state is OutboxState.SENT
    held = "".join(texts) + str(row.facts)
    about = (buyer.customer.email, buyer.customer.phone, buyer.customer.name, buyer.customer.handle, "4242")
    assert not [piece for piece in about if piece in held]


def test_the_buyers_letters_stay_the_buyers(shop: Addressed) -> None:
    """The same effect writes to both, each once, and the buyer's letter goes to the buyer."""
    buyer = shop.buyer()
    requested(shop, buyer)
    rows = shop.rows(OutboxRow, customer_id=buyer.customer.id)
    assert sorted((row.channel, row.template) for row in rows) == [
        ("email", "cancellation_requested"),
        (SELLER_EMAIL, "to_seller_cancellation"),
    ]
    assert deliver_due(shop.desk) == 2 and len(mail(shop)) == 1


def test_a_yes_that_is_pressed_again_writes_no_second_letter(shop: Addressed) -> None:
    """One effect, one letter."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=FIVE_HOURS)
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    assert found.pending
    for _ in range(3):
        cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    assert len(to_seller(shop, buyer)) == 1


def test_a_seller_without_an_address_is_not_written_to(real: Desk) -> None:
    """No row that nobody could deliver; the list of what waits has it all the same."""
    shop = Shop(real)
    buyer = shop.buyer()
    requested(shop, buyer)
    assert not to_seller(shop, buyer)


def test_what_needs_no_seller_is_not_told(shop: Addressed) -> None:
    """A cancellation that the policy allows, and a seller's own answer, are no news for the seller."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    assert found.pending
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    assert not to_seller(shop, buyer)
    number = requested(shop, buyer)
    sellers.answer_cancellation(shop.desk, shop.case(number).cancellations[0].id, True)
    assert len(to_seller(shop, buyer)) == 1


def test_a_forgotten_buyers_words_are_gone_from_sellers_letters(shop: Addressed) -> None:
    """Erasing empties the rows, deletes the kept mail, and what had not gone out is not sent."""
    buyer, other = shop.buyer(), shop.buyer()
    for one in (buyer, other):
        written(shop, one, "silent")
    deliver_due(shop.desk)
    written(shop, buyer, "silent")
    assert len(mail(shop)) == 2
    privacy.erase(shop.desk, buyer.customer.handle, anyway=True)
    assert deliver_due(shop.desk) == 0 and len(mail(shop)) == 1
    rows = to_seller(shop, buyer)
    assert len(rows) == 2 and {(str(row.facts), row.state) for row in rows} == {("{}", OutboxState.SENT)}
    assert [row.facts["text"] for row in to_seller(shop, other)] == ["Hello?"]


def test_a_buyers_export_has_the_letters_but_not_the_sellers_address(shop: Addressed) -> None:
    """What was told about a buyer is theirs to see; how the shop reaches its sellers is not."""
    buyer = shop.buyer()
    written(shop, buyer, "silent")
    deliver_due(shop.desk)
    told = privacy.export(shop.desk, buyer.customer.handle)
    assert len([one for one in told["mail"] if "to_seller_message" in one["file"]]) == 1
    assert "to_seller_message" in {row["template"] for row in told["rows"]["OutboxRow"]}
    assert ADDRESS not in str(told)
