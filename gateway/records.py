"""A copy of the conversation, and what the buyer thought of it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.gate import Gate, allow, conversation_of, gate_of, off_loop
from gateway.refusals import Refusal
from gateway.words import named
from orderdesk.model import Conversation, SentMessage, Speaker
from orderdesk.services import conversations, delivery, rating
from orderdesk.services.records import Said, send_transcript
from orderdesk.services.who import who

MOST_PAGES = 50


async def transcript(request: Request) -> Response:
    """As a text file."""
    gate, conversation = gate_of(request), await conversation_of(request)
    lines = await off_loop(_lines, gate, conversation.id)
    text = "\n\n".join(f"[{row.at:%Y-%m-%d %H:%M} UTC] {named(row.sender)}: {row.text}" for row in lines)
    headers = {"Content-Disposition": 'attachment; filename="conversation.txt"'}
    return PlainTextResponse(text + "\n", headers=headers)


async def email(request: Request) -> Response:
    """To the address on file."""
    gate, conversation = gate_of(request), await conversation_of(request)
    allow(gate.limits.codes, f"transcript {conversation.id}")
    if await off_loop(conversations.signed_in, gate.desk, conversation.id) is None:
        raise Refusal("sign_in_first")
    await off_loop(_mail, gate, conversation)
    return JSONResponse({"sent": True}, 202)


async def rate(request: Request, body: dict[str, Any]) -> Response:
    """1 to 5, with or without words."""
    gate, conversation = gate_of(request), await conversation_of(request)
    allow(gate.limits.conversation, f"rating {conversation.id}")
    await off_loop(_rate, gate, conversation, body["score"], body.get("text", ""))
    return Response(status_code=204)


def _lines(gate: Gate, conversation_id: str) -> list[SentMessage]:
    found: list[SentMessage] = []
    for _ in range(MOST_PAGES):
        page = delivery.since(gate.desk, conversation_id, found[-1].number if found else 0)
        if not page:
            break
        found += page
    return found


def _mail(gate: Gate, conversation: Conversation) -> None:
    speaker = who(gate.desk, conversation.id)
    said = [
        Said("buyer" if row.sender is Speaker.BUYER else "bot", row.at, row.text)
        for row in _lines(gate, conversation.id)
    ]
    send_transcript(gate.desk, speaker, None, said)


def _rate(gate: Gate, conversation: Conversation, score: int, text: str) -> None:
    signed = conversations.signed_in(gate.desk, conversation.id)
    customer_id = signed[1].id if signed else None
    rating.rate(gate.desk, conversation.id, customer_id, score, text)
