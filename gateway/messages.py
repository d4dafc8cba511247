"""A message comes in."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import shown
from gateway.gate import Gate, address_of, allow, conversation_of, gate_of, off_loop
from gateway.refusals import Refusal
from orderdesk.services import delivery, inbox


async def send(request: Request, body: dict[str, Any]) -> Response:
    """Store it and say so: 202 when it is new, 200 when it is known."""
    gate, conversation = gate_of(request), await conversation_of(request)
    text = checked(body.get("payload", body.get("text", "")), gate.settings.longest_text)
    label = await _label(gate, conversation.id, text)
    for limit, key in (
        (gate.limits.conversation, conversation.id),
        (gate.limits.address, address_of(request)),
        (gate.limits.everybody, ""),
    ):
        allow(limit, key)
    message, new = await off_loop(inbox.receive, gate.desk, conversation.id, body["id"], text, label)
    if new:
        gate.bell.ring(conversation.id)
        gate.dispatcher.nudge()
    return JSONResponse(shown.received(message), 202 if new else 200)


def checked(text: str, longest: int) -> str:
    """The text without blanks around it. Raises Refusal(too_long, bad_text, bad_request)."""
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise Refusal("bad_text")
    text = "".join(sign for sign in text if sign in "\n\t" or sign >= " ").strip()
    if len(text) > longest:
        raise Refusal("too_long")
    if not text:
        raise Refusal("bad_request")
    return text


async def _label(gate: Gate, conversation_id: str, text: str) -> str | None:
    """What the pressed button shows. A text that begins with / is a button that was offered here, or nothing at all."""
    if not text.startswith("/"):
        return None
    label = await off_loop(delivery.offered, gate.desk, conversation_id, text)
    if label is None:
        raise Refusal("not_offered")
    return label
