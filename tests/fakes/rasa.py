"""Rasa's private door with a script: what it answers to which text, an echo to any other; a turn is answered once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from orderdesk.services.conversations import FORGET


def reply(
    text: str, *buttons: tuple[str, str], card: Any = None, response: str = "utter_x"
) -> dict[str, Any]:
    """One reply; buttons are (label, payload)."""
    shown = [{"label": label, "payload": payload} for label, payload in buttons]
    return {"text": text, "buttons": shown, "card": card, "response": response}


@dataclass
class ScriptedRasa:
    """`heard`: (conversation, text) of each turn."""

    script: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    heard: list[tuple[str, str]] = field(default_factory=list)
    _answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Its one address."""
        return Starlette(routes=[Route("/webhooks/private/webhook", self._turn, methods=["POST"])])

    @property
    def texts(self) -> list[str]:
        """What it heard of buyers."""
        return [text for _, text in self.heard if text != FORGET]

    async def _turn(self, request: Request) -> Response:
        body = await request.json()
        known = self._answers.get(body["message_id"]) if body["again"] else None
        if known is None:
            self.heard.append((body["sender"], body["message"]))
            known = self.script.get(body["message"], [reply(f"echo: {body['message']}")])
            self._answers[body["message_id"]] = known
        return JSONResponse({"replies": known, "repeated": False})
