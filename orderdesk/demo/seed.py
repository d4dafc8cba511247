"""Fills a store with the demo shop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.demo.build import build
from orderdesk.demo.calendar import Calendar
from orderdesk.demo.catalog import Offer, customers, offers
from orderdesk.demo.data import orders_of, read
from orderdesk.demo.draft import Draft
from orderdesk.demo.keys import Keys
from orderdesk.model import Customer, Order, OrderCase, Payment
from orderdesk.money import Money
from orderdesk.policy.terms import load

#: The ids of the one shop that everybody sees; tests may ask for another.
KEYS = Keys()


@dataclass(frozen=True)
class Summary:
    """What is in the shop after seeding. `seeded` is False where it had been there before."""

    seeded: bool
    customers: int
    orders: int


def seed(desk: Desk, reset: bool = False) -> Summary:
    """Bring the schema up to date and fill in the demo shop, once. `reset`: throw away all data first.

    Raises ValueError for a reset of a shop that is not a demo: its orders are real.
    """
    if reset:
        if not desk.settings.demo:
            raise ValueError("ORDERDESK_DEMO is off: a real shop is not reset")
        desk.store.wipe()
    desk.store.migrate()
    with desk.store.write() as unit:
        new = unit.count(Customer) == 0
        if new:
            unit.add(*(_as_inserted(row) for row in rows(desk.clock.now())))
        return Summary(new, unit.count(Customer), unit.count(Order))


def rows(now: datetime, keys: Keys = KEYS) -> list[Any]:
    """All rows of the shop, what is pointed at before what points. The same now and keys: the same rows."""
    on_sale, buyers = offers(keys), customers(keys)
    shop: list[Any] = [*dict.fromkeys(offer.seller for offer in on_sale.values())]
    shop += [offer.product for offer in on_sale.values()]
    shop += buyers.values()
    for case in cases(now, keys):
        shop += _rows_of(case)
    return shop


def cases(now: datetime, keys: Keys = KEYS) -> list[OrderCase]:
    """The shop's orders with everything about them, buyer by buyer as in the data."""
    return [build(draft) for draft in drafts(now, keys)]


def drafts(now: datetime, keys: Keys = KEYS) -> list[Draft]:
    """The same before they are built: with their names and the words about them."""
    on_sale, buyers = offers(keys), customers(keys)
    return [
        _draft(now.replace(microsecond=0), keys, on_sale, buyer, spec)
        for handle, buyer in buyers.items()
        for spec in orders_of(handle)
    ]


def _draft(
    now: datetime, keys: Keys, on_sale: dict[str, Offer], buyer: Customer, spec: dict[str, Any]
) -> Draft:
    name = f"{buyer.handle}-{spec['name']}"
    return Draft(
        spec=spec,
        name=name,
        buyer=buyer,
        pays_with=read("buyers")[buyer.handle]["pays_with"],
        offers=on_sale,
        keys=keys,
        calendar=Calendar.of(now, buyer.timezone, keys, name),
        terms=load(buyer.market),
    )


def _rows_of(case: OrderCase) -> list[Any]:
    payment = [case.payment] if case.payment else []
    requests = (*case.cancellations, *case.returns, *case.messages, *case.disputes, *case.evidence)
    return [case.order, *case.parcels, *case.lines, *case.events, *payment, *requests, *case.refunds]


def _as_inserted(row: Any) -> Any:
    """The database itself adds up what is refunded, so a payment goes in with nothing refunded."""
    if isinstance(row, Payment):
        return replace(row, refunded=Money.from_minor(0, row.currency))
    return row
