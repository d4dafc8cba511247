"""Sellers, products and buyers as rows, from the data files."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orderdesk.demo.data import read
from orderdesk.demo.keys import Keys
from orderdesk.model import Customer, Product, Seller
from orderdesk.money import Money


@dataclass(frozen=True)
class Offer:
    """A product on sale."""

    product: Product
    seller: Seller
    price: Money
    variants: tuple[str, ...]


def offers(keys: Keys) -> dict[str, Offer]:
    """Everything on sale, by the names that the orders' data use."""
    found = {}
    for name, shop in read("catalog").items():
        id_, address = keys.digits("7495", 19, name), f"{name}@sellers.example"
        seller = Seller(id_, shop["name"], shop["market"], shop["manner"], address)
        for key, item in shop["products"].items():
            found[key] = _offer(keys, key, item, seller, shop["currency"])
    return found


def customers(keys: Keys) -> dict[str, Customer]:
    """The buyers, by handle."""
    columns = ("name", "email", "phone", "market", "locale", "timezone")
    return {
        handle: Customer(
            id=keys.digits("6912", 19, handle), handle=handle, **{column: who[column] for column in columns}
        )
        for handle, who in read("buyers").items()
    }


def _offer(keys: Keys, key: str, item: dict[str, Any], seller: Seller, currency: str) -> Offer:
    product = Product(
        id=keys.digits("1729", 19, key),
        seller_id=seller.id,
        title=item["title"],
        category=item["category"],
        image=f"{key}.svg",
        returnable=item.get("returnable", True),
    )
    return Offer(product, seller, Money(Decimal(item["price"]), currency), tuple(item["variants"]))
