"""Whose an order is, and what is in it, as the platform says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orderdesk.adapters.tiktok.client import TikTokClient
from orderdesk.adapters.tiktok.errors import NOT_FOUND, Refused

DETAIL = "/order/202507/orders"
SEARCH = "/order/202309/orders/search"


@dataclass(frozen=True)
class PlatformOrder:
    """What we need of it: the buyer's `user_id` and the distinct SKUs."""

    id: str
    user_id: str
    skus: tuple[str, ...]


async def order(client: TikTokClient, order_id: str) -> PlatformOrder | None:
    """One order of the shop; None: unknown, or another seller's. Raises Later, Refused."""
    try:
        data = await client.get(DETAIL, ids=order_id)
    except Refused as refused:
        if refused.number in NOT_FOUND:
            return None
        raise
    found = [_order(one) for one in data.get("orders") or ()]
    return next((one for one in found if one.id == order_id), None)


async def orders_of(client: TikTokClient, user_id: str) -> list[PlatformOrder]:
    """The newest orders of a buyer; what the platform gives for another buyer is dropped. Raises Later, Refused."""
    data = await client.post(SEARCH, {"buyer_user_id": user_id}, page_size="20", sort_field="create_time")
    found = [_order(one) for one in data.get("orders") or ()]
    return [one for one in found if one.user_id == user_id]


def _order(one: dict[str, Any]) -> PlatformOrder:
    skus = [str(line.get("sku_id")) for line in one.get("line_items") or () if line.get("sku_id")]
    return PlatformOrder(str(one.get("id")), str(one.get("user_id")), tuple(dict.fromkeys(skus)))
