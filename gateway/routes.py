"""The HTTP API as one table: the routes are made from it, and so is their description (openapi.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gateway import conversations, events, health, messages

ID = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
CLIENT_ID = {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,64}$"}
TEXT = {"type": "string", "minLength": 1, "maxLength": 16000}


def closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object", "properties": properties, "required": list(required), "additionalProperties": False
    }  # fmt: skip


def opened(properties: dict[str, Any]) -> dict[str, Any]:
    """An answer: all these properties are there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


MAYBE_TEXT = {"type": ["string", "null"]}
STATE = opened(
    {"conversation": ID, "signed_in": {"type": "boolean"}, "name": MAYBE_TEXT, "expires_at": MAYBE_TEXT}
)
OPENED = opened({**STATE["properties"], "key": {"type": "string"}})
RECEIPT = opened({"id": CLIENT_ID, "position": {"type": "integer", "minimum": 1}})
MESSAGE = {
    "type": "object",
    "oneOf": [
        closed({"id": CLIENT_ID, "text": TEXT}, "id", "text"),
        closed(
            {"id": CLIENT_ID, "payload": TEXT, "label": {"type": "string", "maxLength": 400}}, "id", "payload"
        ),
    ],
}
HEALTH = {"type": "object", "properties": {"status": {"enum": ["ok", "down"]}}, "required": ["status"]}


@dataclass(frozen=True)
class Route:
    """One method of one address. `answers`: the schema (None: no JSON) by status, errors left out.

    `errors` are the codes of refusals beyond the ones that every route of its kind can give.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    answers: dict[int, dict[str, Any] | None]
    body: dict[str, Any] | None = None
    needs_key: bool = False
    errors: tuple[str, ...] = ()
    media: str = "application/json"
    headers: dict[str, Any] = field(default_factory=dict)


CORE = (
    Route("POST", "/api/conversations", conversations.create, {201: OPENED}, closed({"token": TEXT}),
          errors=("bad_token", "token_used", "unknown_buyer", "too_many")),
    Route("GET", "/api/conversations/current", conversations.look, {200: STATE}, needs_key=True),
    Route("DELETE", "/api/conversations/current", conversations.end, {204: None}, needs_key=True),
    Route("POST", "/api/messages", messages.send, {200: RECEIPT, 202: RECEIPT}, MESSAGE, True,
          ("too_long", "bad_text", "not_offered", "too_many", "too_many_waiting")),
    Route("GET", "/api/events", events.stream, {200: None}, needs_key=True, errors=("too_many", "bad_request"),
          media="text/event-stream",
          headers={"Last-Event-ID": {"type": "string", "pattern": "^[0-9]{1,9}$"}}),
    Route("GET", "/health/live", health.live, {200: HEALTH}),
    Route("GET", "/health/ready", health.ready, {200: HEALTH, 503: HEALTH}),
    Route("GET", "/metrics", health.metrics, {200: None}, media="text/plain"),
)  # fmt: skip

ROUTES: tuple[Route, ...] = CORE
