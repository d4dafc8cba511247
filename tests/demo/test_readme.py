"""The table of buyers tells the truth."""

from __future__ import annotations

import re

from orderdesk.demo.data import HERE, read
from orderdesk.model import OrderCase

TEXT = (HERE / "README.md").read_text(encoding="utf-8")
BUYER = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
ORDER = re.compile(r"^\| (\d{18}) \| (\w+-\w+) \| (\w+) \| (\w+) \|", re.MULTILINE)


def test_every_buyer_is_in_the_table() -> None:
    """The table names all buyers, in the data's order."""
    assert BUYER.findall(TEXT) == list(read("buyers"))


def test_every_order_is_in_the_table(orders: dict[str, OrderCase]) -> None:
    """The table gives the number, status and seller's manner of every order."""
    real = [(c.order.id, name, c.order.status.value, c.seller.manner) for name, c in orders.items()]
    assert ORDER.findall(TEXT) == real
