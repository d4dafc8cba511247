"""A rush: far more messages than Rasa can answer. How soon does the gateway say that it has them?"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

from benchmarks.figures import spread
from benchmarks.systems import Shop
from orderdesk.services.sessions import open_session

CONVERSATIONS = 50


def measure(url: str, shop: Shop, rate: int, seconds: float, say: Callable[[str], None]) -> dict[str, Any]:
    """`rate` messages a second for so long, whether or not the ones before were acknowledged; milliseconds until
    each was."""
    return asyncio.run(_rush(url, shop, rate, seconds, say))


async def _rush(
    url: str, shop: Shop, rate: int, seconds: float, say: Callable[[str], None]
) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=400, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limits) as http:
        keys = [await _conversation(http, shop) for _ in range(CONVERSATIONS)]
        for (
            key
        ) in keys:  # so that connections are there, and Rasa has more than it can do, before the clock runs
            await _send(http, key)
        began, sent = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            sent.append(asyncio.create_task(_send(http, keys[number % len(keys)])))
        took = await asyncio.gather(*sent)
        reached = len(took) / (time.perf_counter() - began)
    say(f"a rush: {len(took):,} messages, {reached:.0f} a second")
    return {"acknowledged": spread(took).as_json(), "a_second": round(reached, 1)}


async def _conversation(http: httpx.AsyncClient, shop: Shop) -> str:
    made = (await http.post("/api/conversations", json={})).json()
    open_session(shop.desk, shop.handle, method="shop", conversation_id=made["conversation"])
    return str(made["key"])


async def _send(http: httpx.AsyncClient, key: str) -> float:
    began = time.perf_counter()
    body = {"id": str(uuid.uuid4()), "text": "thanks"}
    answer = await http.post("/api/messages", json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 202, answer.text
    return (time.perf_counter() - began) * 1000
