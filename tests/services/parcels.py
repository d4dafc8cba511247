"""Orders that have arrived, and returns of them in any state: builders for the returns tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from orderdesk.model import OrderCase, Return, ReturnKind
from orderdesk.services import returns
from orderdesk.services.returns import ReturnAsk
from tests.shop import Buyer, Shop

HOODIE = (("Oversized Hoodie", "19.90"),)
MUG_AND_SOCKS = (("Stone Mug", "12.00"), ("Stone Mug", "12.00"), ("Wool Socks", "5.00"))


def delivered(shop: Shop, buyer: Buyer, items: Sequence[tuple[str, str]] = HOODIE, **more: Any) -> str:
    """An order that came yesterday; its number."""
    return shop.order(buyer, "DELIVERED", items, ago=timedelta(days=6), **more)


def proposed(
    shop: Shop,
    buyer: Buyer,
    number: str,
    lines: tuple[str, ...] = (),
    kind: ReturnKind = ReturnKind.RETURN_AND_REFUND,
    reason: str = "no_longer_needed",
) -> str:
    """The id of the pending action of a return that the policy allows."""
    found = returns.check(shop.desk, shop.who(buyer), number, ReturnAsk(lines, kind, reason))
    assert found.pending is not None, found.decision
    return found.pending.id


def asked(shop: Shop, buyer: Buyer, number: str, **more: Any) -> tuple[OrderCase, Return]:
    """A return that was asked for, with its case."""
    returns.submit(shop.desk, shop.who(buyer), proposed(shop, buyer, number, **more))
    case = shop.case(number)
    assert case.live_return is not None
    return case, case.live_return
