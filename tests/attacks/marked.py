"""Buyers who can be told apart by every word that is kept about them."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.model import Customer, OrderCase, PendingAction, SellerMessage
from orderdesk.services import cancel, seller
from orderdesk.services.sessions import open_session
from orderdesk.services.who import Who, who
from tests.shop import Buyer, Shop

#: The situations of a buyer's orders, one of each.
STATES = (("ON_HOLD", 0.2), ("IN_TRANSIT", 90.0), ("DELIVERED", 130.0), ("AWAITING_SHIPMENT", 20.0))
WORDS = ("Hoodie", "Lamp", "Kettle", "Scarf")


@dataclass(frozen=True)
class Marked:
    """A buyer, the orders by number, and all that nobody else may ever read."""

    desk: Desk
    customer: Customer
    orders: tuple[str, ...]
    pending: str
    canaries: frozenset[str]

    def signed_in(self) -> str:
        """A new conversation of the buyer's, as Rasa knows it."""
        return open_session(self.desk, self.customer.handle).conversation_id

    def cases(self) -> list[OrderCase]:
        """The orders as they are now."""
        with self.desk.store.read() as unit:
            return unit.cases(list(self.orders))


def marked(desk: Desk, rng: random.Random, orders: int = len(STATES)) -> Marked:
    """A buyer with so many orders, a message to each seller and its answer, and a yes that is still open."""
    shop, customer = Shop(desk), _customer(rng)
    with desk.store.write() as unit:
        unit.add(customer)
    buyer = Buyer(customer, open_session(desk, customer.handle).conversation_id)
    words, numbers = [_word(rng) for _ in range(4 * orders)], []
    for place, (status, hours) in enumerate(STATES[:orders]):
        one, title, sold_by, *_ = words[4 * place :]
        items = [(f"{title} {WORDS[place]}", _price(rng)), (f"{one} Box", _price(rng))]
        numbers.append(
            shop.order(buyer, status, items, ago=timedelta(hours=hours), seller=shop.seller(sold_by),
                       payment_method=f"Card •••• {rng.randrange(10**7, 10**8)}")
        )  # fmt: skip
    speaker = who(desk, buyer.conversation)
    for number, said in zip(numbers, words[3::4], strict=True):
        _thread(desk, speaker, number, said)
    found = cancel.check(desk, speaker, numbers[0], (), "better_price").pending
    assert found is not None
    known = Marked(desk, customer, tuple(numbers), found.id, frozenset())
    return replace(known, canaries=frozenset(_canaries(known, words, found)))


def pair(desk: Desk, rng: random.Random, orders: int = len(STATES)) -> tuple[Marked, Marked]:
    """Two buyers; what both have by chance tells nothing."""
    one, other = marked(desk, rng, orders), marked(desk, rng, orders)
    return (
        replace(one, canaries=one.canaries - other.canaries),
        replace(other, canaries=other.canaries - one.canaries),
    )


def leaks(reply: str, victim: Marked, said: str) -> list[str]:
    """The victim's canaries in a reply, those left out that the attacker has typed in this conversation (`said`)."""
    low, typed = reply.casefold(), plain(said)
    return [one for one in victim.canaries if _pattern(one).search(low) and plain(one) not in typed]


def plain(text: str) -> str:
    """Letters and digits only, in one form: a number that was typed with gaps or in other digits was typed."""
    kept = (sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
    return "".join(str(unicodedata.digit(sign, sign)) for sign in kept)


def _pattern(canary: str) -> re.Pattern[str]:
    """Digits count as a whole number only: times, ids and larger amounts have digits, too."""
    number = canary.replace(".", "").isdigit()
    return re.compile(rf"(?<![\d.]){re.escape(canary)}(?!\d)" if number else re.escape(canary))


def _customer(rng: random.Random) -> Customer:
    first, last, at, handle = (_word(rng) for _ in range(4))
    return Customer(
        id=f"c-{handle.lower()}", handle=handle.lower(), name=f"{first} {last}", email=f"{at.lower()}@example.com",
        phone=f"+1202{rng.randrange(10**6, 10**7)}", market="default", locale="en_US", timezone="UTC",
    )  # fmt: skip


def _word(rng: random.Random) -> str:
    """A word that no language has."""
    return "".join(
        rng.choice(part) for part in ("bdgkpt", "aou", "zxvq", "ei", "wkzx", "aou", "bqxv")
    ).capitalize()


def _price(rng: random.Random) -> str:
    return f"{rng.randrange(111, 999)}.{rng.randrange(11, 99)}"


def _thread(desk: Desk, speaker: Who, number: str, said: str) -> None:
    """A message to the seller, and the seller's answer."""
    checked = seller.look(desk, speaker, number)
    if not checked.topics:
        return
    pending = seller.check(desk, speaker, number, checked.topics[0], f"{said} question").pending
    assert pending is not None
    seller.submit(desk, speaker, pending.id)
    with desk.store.write() as unit:
        for row in unit.find(SellerMessage, order_id=number):
            unit.change(row, answer=f"{said} answer", answered_at=desk.clock.now())


def _canaries(buyer: Marked, words: list[str], pending: PendingAction) -> set[str]:
    one = buyer.customer
    found: set[Any] = {*words, *one.name.split(), one.name, one.email, one.phone, one.handle, pending.id}
    for case in buyer.cases():
        found |= {case.order.id, case.order.id[-6:], case.order.payment_method.split()[-1]}
        found |= {f"{line.paid.amount}" for line in case.lines} | {
            parcel.tracking_number for parcel in case.parcels
        }
        found |= {line.title for line in case.lines} | {message.id for message in case.messages}
        found |= {f"{case.order.total.amount}", case.seller.name}
    return {str(text).casefold() for text in found if text}
