"""An order in the making: its data, with the things that every part of it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from orderdesk.demo.calendar import Calendar
from orderdesk.demo.catalog import Offer
from orderdesk.demo.keys import Keys
from orderdesk.model import Customer, OrderStatus, OrderType, Seller
from orderdesk.money import Money
from orderdesk.policy.terms import Terms

#: Days from paying to sending, and to the expected arrival, where the data say nothing else.
SHIP_DAYS, ARRIVE_DAYS = 3, 6


@dataclass(frozen=True)
class Draft:
    """One entry of orders/<handle>.toml, and where and when it belongs. `name` is unique in the shop: mia-hold."""

    spec: Mapping[str, Any]
    name: str
    buyer: Customer
    pays_with: str
    offers: Mapping[str, Offer]
    keys: Keys
    calendar: Calendar
    terms: Terms

    @property
    def id(self) -> str:
        """The order's number; the data may choose it."""
        return str(self.spec.get("id") or self.keys.order(self.name))

    @property
    def status(self) -> OrderStatus:
        """Where the order is."""
        return OrderStatus(self.spec["status"])

    @property
    def order_type(self) -> OrderType:
        """What kind of purchase it is."""
        return OrderType(self.spec.get("type", OrderType.NORMAL))

    @property
    def seller(self) -> Seller:
        """Who sells it."""
        return self.offers[self.spec["items"][0]["product"]].seller

    @property
    def currency(self) -> str:
        """What it is paid in."""
        return self.offers[self.spec["items"][0]["product"]].price.currency

    @property
    def shipping(self) -> Money:
        """What sending it costs."""
        return self.money(self.spec.get("shipping", "0.00"))

    @cached_property
    def placed(self) -> datetime:
        """When it was ordered."""
        return self.calendar.ago(self.spec["placed"], "placed")

    @cached_property
    def paid_at(self) -> datetime | None:
        """When it was paid, a minute or two later; None if it never was."""
        if self.status is OrderStatus.UNPAID or self.spec.get("unpaid"):
            return None
        return self.placed + timedelta(seconds=self.keys.between(40, 150, self.name + "paid"))

    @property
    def ship_by(self) -> datetime | None:
        """Until when the seller has to send it."""
        if self.paid_at is None:
            return None
        if "ship_in" in self.spec:
            return self.calendar.evening(self.spec["ship_in"])
        return self.calendar.evening_of(self.paid_at, SHIP_DAYS)

    @property
    def expected_at(self) -> datetime | None:
        """When it should arrive, where no parcel says so."""
        if self.paid_at is None:
            return None
        if "due_in" in self.spec:
            return self.calendar.evening(self.spec["due_in"])
        return self.calendar.evening_of(self.paid_at, ARRIVE_DAYS)

    def money(self, amount: str) -> Money:
        """An amount in the order's currency."""
        return Money(Decimal(amount), self.currency)

    def entries(self, kind: str) -> list[Mapping[str, Any]]:
        """What the data say of the order's parcels, cancellations, returns, messages or disputes."""
        return list(self.spec.get(kind, ()))

    def when(self, entry: Mapping[str, Any], key: str, what: str) -> datetime | None:
        """The moment that an entry of the data names under `key`, or under `<key>_after` counted from the order."""
        if f"{key}_after" in entry:
            return self.placed + timedelta(**entry[f"{key}_after"])
        return self.calendar.ago(entry[key], f"{what}/{key}") if key in entry else None

    def code(self, prefix: str, what: str) -> str:
        """An id for something that belongs to the order."""
        return self.keys.code(prefix, f"{self.name}/{what}")
