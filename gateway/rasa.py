"""Hands a message to Rasa's private door and tells what became of it."""

from __future__ import annotations

from typing import Any

import httpx

from orderdesk.errors import OrderdeskError, Unavailable
from orderdesk.services.inbox import Turn

PATH = "/webhooks/private/webhook"


class TurnFailed(OrderdeskError):
    """Rasa or an action failed on this very message; trying it for ever would not help."""

    code = "failed"


class RasaClient:
    """Kept connections to one Rasa."""

    def __init__(self, url: str, timeout: float) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        self._http = httpx.AsyncClient(
            base_url=url, limits=limits, timeout=httpx.Timeout(timeout, connect=2.0), trust_env=False
        )

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
        try:
            response = await self._http.post(PATH, json=body)
        except httpx.HTTPError as error:
            raise Unavailable(f"rasa: {type(error).__name__}") from error
        if response.status_code in (500, 400):
            raise TurnFailed(f"rasa: {response.status_code}")
        if response.status_code != 200:
            raise Unavailable(f"rasa: {response.status_code}")
        return list(response.json()["replies"])

    async def is_up(self) -> bool:
        """Whether the door answers."""
        try:
            return (await self._http.get("/webhooks/private/", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()
