"""A message comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import shown
from gateway.gate import Gate, address_of, allow, gate_of, key_of, off_loop
from gateway.refusals import Refusal
from orderdesk.errors import NotFound
from orderdesk.services import conversations, delivery
from orderdesk.services.intake import Arrival, Receipt
from orderdesk.services.typed import keepable


async def send(request: Request, body: dict[str, Any]) -> Response:
    """Store it and say so: 202 when it is new, 200 when it is known."""
    gate, key = gate_of(request), key_of(request)
    text = body.get("payload", body.get("text", ""))
    conversation_id = await _conversation(gate, key, anew=text.lstrip().startswith("/"))
    text = checked(text, gate.settings.longest_text)
    label = await _label(gate, conversation_id, text)
    for limit, name in (
        (gate.limits.conversation, conversation_id),
        (gate.limits.address, address_of(request)),
        (gate.limits.everybody, ""),
    ):
        allow(limit, name)
    try:
        receipt = await stored(gate, Arrival(conversation_id, body["id"], text, label))
    except NotFound:  # it was open when its key was looked up, and is not any more
        gate.keys.forget(key)
        raise Refusal("not_signed_in") from None
    return JSONResponse(shown.received(receipt.message), 202 if receipt.new else 200)


async def stored(gate: Gate, arrival: Arrival) -> Receipt:
    """Store it, ring for it, and have it answered: by this gateway, at once, where it has a seat free."""
    id_, dispatcher = arrival.conversation_id, gate.dispatcher
    seated = dispatcher.seats.sit_first(id_)
    turn = None
    try:
        receipt = await gate.intake.receive(replace(arrival, seat=seated))
        turn = receipt.turn
    finally:
        if seated and turn is None:
            dispatcher.seats.leave(id_)
    if turn:
        await dispatcher.begun(id_, turn)
    elif receipt.new:
        dispatcher.seats.came(id_)
    if receipt.line:
        gate.bell.bring(id_, [receipt.line])
    return receipt


async def _conversation(gate: Gate, key: str, *, anew: bool) -> str:
    """The id of the conversation that the key opens, or opened when it was looked up. Raises NotSignedIn."""
    known = None if anew else gate.keys.conversation(key)
    if known is None:
        known = (await off_loop(conversations.by_key, gate.desk, key)).id
        gate.keys.remember(key, known)
    return known


def checked(text: str, longest: int) -> str:
    """The text without blanks around it. Raises Refusal(too_long, bad_text, bad_request)."""
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        raise Refusal("bad_text")
    text = keepable(text)
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
