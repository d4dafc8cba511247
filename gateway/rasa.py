"""Hands a message to the private door of one of the Rasa servers and tells what became of it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import httpx

from orderdesk.errors import OrderdeskError, Unavailable
from orderdesk.services.inbox import Turn

PATH = "/webhooks/private/webhook"
#: What a server says that has started and not loaded its model yet.
NO_MODEL = b'{"error":"no model"}'
#: Seconds in which a server that was not there is asked only after the others.
REST = 2.0


class TurnFailed(OrderdeskError):
    """Rasa or an action failed on this very message; trying it for ever would not help."""

    code = "failed"


class RasaClient:
    """Kept connections to one Rasa server or more. Which one answers does not matter: they share their tracker."""

    def __init__(self, urls: Sequence[str], timeout: float) -> None:
        self._servers = deque(_Server(url, timeout) for url in urls)

    async def answer(self, turn: Turn) -> list[dict[str, Any]]:
        """The replies to a message: [{"text", "buttons", "card", "response"}].

        Raises Unavailable (down or too slow: the message waits), TurnFailed (the message may be to blame).
        """
        message = turn.message
        body = {
            "sender": message.conversation_id,
            "message": message.text,
            "message_id": message.id,
            "again": turn.again,
        }
        for server in self._in_turn():
            response = await server.post(body)
            if response is not None:
                return _replies(response)
        raise Unavailable("rasa: no server takes the message")

    async def is_up(self) -> bool:
        """Whether one of them answers."""
        return any(await asyncio.gather(*(server.is_up() for server in self._servers)))

    async def close(self) -> None:
        """Give the connections back."""
        await asyncio.gather(*(server.close() for server in self._servers))

    def _in_turn(self) -> list[_Server]:
        """All servers, another one first each time; those that were not there just now come last."""
        self._servers.rotate(-1)
        return sorted(self._servers, key=lambda server: server.is_resting)


class _Server:
    """One Rasa server."""

    def __init__(self, url: str, timeout: float) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        self._http = httpx.AsyncClient(
            base_url=url, limits=limits, timeout=httpx.Timeout(timeout, connect=2.0), trust_env=False
        )
        self._rests_until = 0.0

    @property
    def is_resting(self) -> bool:
        """Whether it was not there a moment ago."""
        return time.monotonic() < self._rests_until

    async def post(self, body: dict[str, Any]) -> httpx.Response | None:
        """The answer; None where the message certainly did not reach it, so that another one may have it.

        Raises Unavailable where it may have: its turn may still be running, so the message waits.
        """
        try:
            response = await self._http.post(PATH, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            self._rests_until = time.monotonic() + REST
            return None
        except httpx.HTTPError as error:
            raise Unavailable(f"rasa: {type(error).__name__}") from error
        return None if response.status_code == 503 and response.content == NO_MODEL else response

    async def is_up(self) -> bool:
        """Whether its door answers."""
        try:
            return (await self._http.get("/webhooks/private/", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()


def _replies(response: httpx.Response) -> list[dict[str, Any]]:
    if response.status_code in (500, 400):
        raise TurnFailed(f"rasa: {response.status_code}")
    if response.status_code != 200:
        raise Unavailable(f"rasa: {response.status_code}")
    return list(response.json()["replies"])
