"""Hands a message to the private door of one of the Rasa servers and tells what became of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from orderdesk.errors import OrderdeskError, Unavailable
from orderdesk.services.inbox import Turn

PATH = "/webhooks/private/webhook"
#: What a server says that has started and not loaded its model yet.
NO_MODEL = b'{"error":"no model"}'
#: Seconds in which a server that was not there is asked only after the others.
REST = 2.0
#: Seconds that an unused connection is kept: less than Rasa's server does, which would hang up on a message.
KEEP = 3.0


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


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


class _Server:
    """One Rasa server. The connections are made with the first question, in the loop that asks it."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url, self._rests_until = url.rstrip("/"), 0.0
        # Without a limit on reading alone, so that a ServerTimeoutError is always about connecting.
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=2.0)
        self._session: aiohttp.ClientSession | None = None

    @property
    def is_resting(self) -> bool:
        """Whether it was not there a moment ago."""
        return time.monotonic() < self._rests_until

    async def post(self, body: dict[str, Any]) -> _Answer | None:
        """The answer; None where the message certainly did not reach it, so that another one may have it.

        Raises Unavailable where it may have: its turn may still be running, so the message waits.
        """
        try:
            async with self._http.post(self._url + PATH, json=body) as response:
                answer = _Answer(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
            self._rests_until = time.monotonic() + REST
            return None
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise Unavailable(f"rasa: {type(error).__name__}") from error
        return None if answer == _Answer(503, NO_MODEL) else answer

    async def is_up(self) -> bool:
        """Whether its door answers."""
        soon = aiohttp.ClientTimeout(total=2.0)
        try:
            async with self._http.get(f"{self._url}/webhooks/private/", timeout=soon) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            # How many turns there are at once is the dispatcher's matter.
            connections = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP)
            self._session = aiohttp.ClientSession(connector=connections, timeout=self._timeout)
        return self._session


def _replies(answer: _Answer) -> list[dict[str, Any]]:
    if answer.status in (500, 400):
        raise TurnFailed(f"rasa: {answer.status}")
    if answer.status != 200:
        raise Unavailable(f"rasa: {answer.status}")
    return list(json.loads(answer.body)["replies"])
