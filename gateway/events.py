"""The lines of a conversation as server-sent events, resumed by `Last-Event-ID`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway import shown
from gateway.bell import Listener
from gateway.gate import Gate, conversation_of, gate_of, off_loop
from gateway.refusals import Refusal
from orderdesk.errors import NotSignedIn, OrderdeskError, Unavailable
from orderdesk.model import Conversation, SentMessage, Speaker
from orderdesk.services import conversations, delivery
from orderdesk.services.news import tell_news

HEARTBEAT = 15.0
MOST_READERS = 8
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(request: Request) -> Response:
    """All lines after the one that the reader has, then each new one as it comes."""
    conversation, gate = await conversation_of(request), gate_of(request)
    last = _last(request)
    if gate.bell.readers(conversation.id) >= MOST_READERS:
        raise Refusal("too_many")
    return StreamingResponse(
        _events(gate, conversation, last), media_type="text/event-stream", headers=HEADERS
    )


async def watch(gate: Gate, pause: float = 0.25) -> None:
    """See what other programs have written into conversations that somebody reads here. Until cancelled."""
    while True:
        await asyncio.sleep(pause)
        try:
            gate.bell.compare(await off_loop(delivery.numbers, gate.desk, gate.bell.conversations))
        except Unavailable:
            gate.bell.ring_all()
            await asyncio.sleep(1.0)


async def news(gate: Gate, pause: float = 1.0) -> None:
    """Bring what sellers and the clock did into the conversations. Until cancelled."""
    while True:
        await asyncio.sleep(pause)
        try:
            told = await off_loop(tell_news, gate.desk)
        except OrderdeskError:
            await asyncio.sleep(1.0)
            continue
        for conversation_id in told:
            gate.bell.ring(conversation_id)


async def _events(gate: Gate, conversation: Conversation, last: int) -> AsyncIterator[str]:
    """Where the database does not answer, who waits for an answer is told so by a signal, which needs no row."""
    waits = False
    with gate.bell.listening(conversation.id) as listener:
        yield "retry: 1000\n\n"
        while not gate.closing.is_set():
            try:
                lines = await _new(gate, conversation, last, listener)
            except Unavailable:
                listener.rows = True
                if waits:
                    yield _event("working", {})
                await asyncio.sleep(1.0)
                continue
            listener.rows = listener.rows or len(lines) == delivery.PAGE
            signals = [] if listener.rows else listener.take()  # they come after the lines
            if lines:
                last, waits = lines[-1].number, lines[-1].sender is Speaker.BUYER
            if lines or signals:
                yield _events_of(lines, signals)
                if "ended" in signals:
                    return
            elif not await _rung(gate, listener):
                if not await _still_open(gate, conversation):
                    return
                listener.rows = True
                yield ": still here\n\n"


async def _new(gate: Gate, conversation: Conversation, last: int, listener: Listener) -> list[SentMessage]:
    """The lines after this one: those that were brought, or else the log's; not looked for where only a signal rang."""
    brought = listener.take_lines(last)
    if not listener.rows:
        return brought
    listener.rows = False  # before the look: what is written during it rings again
    return await off_loop(delivery.since, gate.desk, conversation.id, last)


async def _rung(gate: Gate, listener: Listener) -> bool:
    """Whether something happened before a heartbeat is due."""
    return await listener.wait(HEARTBEAT) or gate.closing.is_set()


async def _still_open(gate: Gate, conversation: Conversation) -> bool:
    """Another tab may have signed out, or the time may be over."""
    try:
        await off_loop(conversations.still_open, gate.desk, conversation.id)
    except NotSignedIn:
        return False
    except Unavailable:
        return True
    return True


def _last(request: Request) -> int:
    text = request.headers.get("last-event-id", "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Refusal("bad_request")
    return int(text)


def _events_of(lines: Sequence[SentMessage], signals: Sequence[str]) -> str:
    """All of them in one piece."""
    said = [_event("message", shown.line(row), row.number) for row in lines]
    return "".join([*said, *(_event(name, {}) for name in signals)])


def _event(name: str, data: dict[str, Any], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
