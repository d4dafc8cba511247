"""Open a conversation, look at it, end it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import shown
from gateway.gate import Gate, address_of, allow, conversation_of, gate_of, off_loop
from gateway.refusals import Refusal
from orderdesk.errors import NotFound, StaleAction
from orderdesk.services import conversations, sessions
from orderdesk.services.conversations import Opened


async def create(request: Request, body: dict[str, Any]) -> Response:
    """A new conversation; with the shop's token, signed in at once."""
    gate = gate_of(request)
    allow(gate.limits.new, address_of(request))
    opened = await off_loop(_open, gate, body.get("token"))
    signed = await off_loop(conversations.signed_in, gate.desk, opened.conversation.id)
    return JSONResponse({**shown.state(opened.conversation, signed), "key": opened.key}, 201)


async def look(request: Request) -> Response:
    """Who is signed in here."""
    conversation = await conversation_of(request)
    signed = await off_loop(conversations.signed_in, gate_of(request).desk, conversation.id)
    return JSONResponse(shown.state(conversation, signed))


async def end(request: Request) -> Response:
    """Sign out and wipe."""
    conversation, gate = await conversation_of(request), gate_of(request)
    await off_loop(conversations.end, gate.desk, conversation.id)
    gate.bell.ring(conversation.id, "ended")
    return Response(status_code=204)


def _open(gate: Gate, token: str | None) -> Opened:
    if token is None:
        return conversations.open_web(gate.desk)
    claims = gate.tokens.read(token)
    handle = conversations.handle_of(gate.desk, claims.subject)
    if handle is None:
        raise Refusal("unknown_buyer")
    try:
        opened = conversations.open_web(gate.desk, token_id=claims.token_id)
    except StaleAction:
        raise Refusal("token_used") from None
    try:
        sessions.open_session(gate.desk, handle, method="shop", conversation_id=opened.conversation.id)
    except NotFound:
        raise Refusal("unknown_buyer") from None
    return opened
