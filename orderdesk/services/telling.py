"""What a seller is written about: a letter of their own, with no more about the buyer than an answer needs.

It is one more outbox row of the same effect, and belongs to the buyer: who is forgotten is forgotten in it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orderdesk.model import Order, Seller
from orderdesk.notices.render import needs
from orderdesk.ports import Unit

#: Rows of this channel are mail to the seller of the order that their facts name.
SELLER_EMAIL = "seller_email"
#: The letter that the buyer got, or the rule where there was none -> the seller's.
LETTERS = {
    "cancellation_requested": "to_seller_cancellation",
    "return_requested": "to_seller_return",
    "return_sent_by_buyer": "to_seller_goods_sent_back",
    "seller_message_sent": "to_seller_message",
    "dispute_opened": "to_seller_dispute",
}


def seller_letters(
    unit: Unit, order_id: str | None, happened: Iterable[str], facts: Mapping[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """The letters, each with the facts that it mentions and no others; none to a seller without an address."""
    wanted = [LETTERS[name] for name in happened if name in LETTERS]
    seller = seller_of(unit, order_id) if wanted else None
    if seller is None or not seller.email:
        return []
    return [
        (letter, {name: facts[name] for name in sorted(needs(letter)) if name in facts}) for letter in wanted
    ]


def seller_of(unit: Unit, order_id: str | None) -> Seller | None:
    """Whose order it is; None where there is no such order."""
    order = unit.get(Order, order_id) if order_id else None
    return unit.get(Seller, order.seller_id) if order else None
