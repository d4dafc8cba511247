"""A copy of the conversation, and what the buyer thought of it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.gate import Gate, allow, conversation_of, gate_of, off_loop
from gateway.refusals import Refusal
from gateway.words import named
from orderdesk.model import Conversation, SentMessage
from orderdesk.reader import Reader
from orderdesk.services import conversations, delivery, rating
from orderdesk.services.records import Said, send_transcript
from orderdesk.services.who import who

MOST_PAGES = 50


async def transcript(request: Request) -> Response:
    """As a text file."""
    gate, conversation = gate_of(request), await conversation_of(request)
    text = await off_loop(_copy, gate, conversation.id)
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


def _copy(gate: Gate, conversation_id: str) -> str:
    signed = conversations.signed_in(gate.desk, conversation_id)
    reader = Reader.of(signed[1] if signed else None, full=True)
    lines = _lines(gate, conversation_id)
    return "\n\n".join(f"[{reader.moment(row.at)}] {named(row)}: {row.text}" for row in lines)


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
    send_transcript(gate.desk, speaker, None, [Said.of(row) for row in _lines(gate, conversation.id)])


def _rate(gate: Gate, conversation: Conversation, score: int, text: str) -> None:
    signed = conversations.signed_in(gate.desk, conversation.id)
    customer_id = signed[1].id if signed else None
    rating.rate(gate.desk, conversation.id, customer_id, score, text)
