"""The HTTP API as one table: the routes are made from it, and so is their description (openapi.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gateway import conversations, demo, events, health, messages, openapi, records, sign_in

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
    {
        "conversation": ID,
        "signed_in": {"type": "boolean"},
        "name": MAYBE_TEXT,
        "locale": MAYBE_TEXT,
        "expires_at": MAYBE_TEXT,
    }
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
SHORT = {"type": "string", "minLength": 1, "maxLength": 254}
COMMENT = {"type": "string", "maxLength": 2000}
SCORE = {"type": "integer", "minimum": 1, "maximum": 5}
SENT = opened({"sent": {"const": True}})
NAMED = opened({"signed_in": {"const": True}, "name": {"type": "string"}, "locale": {"type": "string"}})
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

SIGN_IN = (
    Route("POST", "/api/sign-in", sign_in.ask, {202: SENT}, closed({"order": SHORT, "email": SHORT}, "order", "email"),
          True, ("too_many",)),
    Route("POST", "/api/sign-in/code", sign_in.enter, {200: NAMED}, closed({"code": SHORT}, "code"), True,
          ("wrong_code", "other_buyer", "expired", "too_many")),
)  # fmt: skip

RECORDS = (
    Route("GET", "/api/transcript", records.transcript, {200: None}, needs_key=True, media="text/plain"),
    Route("POST", "/api/transcript/email", records.email, {202: SENT}, needs_key=True,
          errors=("sign_in_first", "too_many")),
    Route("POST", "/api/rating", records.rate, {204: None}, closed({"score": SCORE, "text": COMMENT}, "score"),
          True, ("too_many", "bad_text")),
)  # fmt: skip

DEMO = (
    Route("GET", "/demo/customers", demo.customers, {200: {"type": "array"}}, errors=("not_found",)),
    Route("POST", "/demo/token", demo.token, {200: opened({"token": {"type": "string"}})},
          closed({"handle": SHORT}, "handle"), errors=("not_found",)),
    Route("GET", "/demo/behind", demo.behind, {200: {"type": "object"}}, errors=("not_found",)),
)  # fmt: skip

DESCRIPTION = Route("GET", "/openapi.json", openapi.serve, {200: {"type": "object"}})

ROUTES: tuple[Route, ...] = (*CORE, *SIGN_IN, *RECORDS, *DEMO, DESCRIPTION)
