"""A rush: far more messages than Rasa can answer. How soon does the gateway say that it has them?"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp

from benchmarks.figures import spread
from benchmarks.systems import Shop
from orderdesk.services.intake import MOST_WAITING
from orderdesk.services.sessions import open_session

#: Of what a conversation may have waiting, so much is used: a refusal is not what is measured here.
FULL = 0.5
Say = Callable[[str], None]


def measure(url: str, shop: Shop, rate: int, seconds: float, say: Say) -> dict[str, Any]:
    """`rate` messages a second for so long, whether or not the ones before were acknowledged; milliseconds until
    each was, from the moment that it was due to be sent.

    `late`: how much of that passed before it was sent (the sender had no CPU); `sender`: seconds of CPU that the sender
    itself took from those that it measures.
    """
    return asyncio.run(_rush(url, shop, rate, seconds, say))


async def _rush(url: str, shop: Shop, rate: int, seconds: float, say: Say) -> dict[str, Any]:
    messages = int(rate * seconds)
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)  # the gateway hangs up after five seconds
    patience = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(url, connector=connector, timeout=patience) as http:
        keys = [await _conversation(http, shop) for _ in range(int(messages / MOST_WAITING / FULL) + 1)]
        for key in keys:  # Rasa has more than it can do before the clock runs
            await _send(http, key, time.perf_counter())
        began, used, sent = time.perf_counter(), time.process_time(), []
        for number in range(messages):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent.append(asyncio.create_task(_send(http, keys[number % len(keys)], due)))
        took = await asyncio.gather(*sent)
        reached = messages / (time.perf_counter() - began)
        used = time.process_time() - used
    say(f"a rush: {messages:,} messages, {reached:.0f} a second")
    return {
        "acknowledged": spread([all_ for all_, _ in took]).as_json(),
        "late": spread([late for _, late in took]).as_json(),
        "a_second": round(reached, 1),
        "sender": round(used, 2),
    }


async def _conversation(http: aiohttp.ClientSession, shop: Shop) -> str:
    async with http.post("/api/conversations", json={}) as answer:
        made = await answer.json()
    await asyncio.to_thread(
        open_session, shop.desk, shop.handle, method="shop", conversation_id=made["conversation"]
    )
    return str(made["key"])


async def _send(http: aiohttp.ClientSession, key: str, due: float) -> tuple[float, float]:
    """Milliseconds from `due` until the message was acknowledged, and until it was sent."""
    late = time.perf_counter() - due
    body = {"id": str(uuid.uuid4()), "text": "thanks"}
    headers = {"Authorization": f"Bearer {key}"}
    async with http.post("/api/messages", json=body, headers=headers) as answer:
        assert answer.status == 202, await answer.text()
    return (time.perf_counter() - due) * 1000, late * 1000
