"""Sign in inside the chat: wish for a code, enter it."""

from __future__ import annotations

import asyncio
import random
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import shown
from gateway.gate import Gate, address_of, allow, conversation_of, gate_of, off_loop
from gateway.refusals import Refusal
from orderdesk.errors import Unavailable
from orderdesk.services import proof

NOT_DIGITS = re.compile(r"[^0-9]")


async def ask(request: Request, body: dict[str, Any]) -> Response:
    """The same answer whatever was typed; the letter is written afterwards, by `post_codes`."""
    gate, conversation = gate_of(request), await conversation_of(request)
    allow(gate.limits.codes, address_of(request))
    order = NOT_DIGITS.sub("", body["order"])[:20]
    await off_loop(proof.ask, gate.desk, conversation.id, order, body["email"], address_of(request))
    gate.posting.set()
    return JSONResponse({"sent": True}, 202)


async def enter(request: Request, body: dict[str, Any]) -> Response:
    """Signed in, or why not."""
    gate, conversation = gate_of(request), await conversation_of(request)
    allow(gate.limits.codes, f"enter {address_of(request)}")
    code = NOT_DIGITS.sub("", body["code"])[:20]
    try:
        proven = await off_loop(proof.check, gate.desk, conversation.id, code)
    except proof.WrongCode as wrong:
        raise Refusal("wrong_code", left=wrong.left) from None
    gate.bell.ring(conversation.id, "signed_in")
    return JSONResponse({"signed_in": True, **shown.buyer(proven.customer)})


async def post_codes(gate: Gate) -> None:
    """Write the letters with the codes, soon when somebody asks here, else within seconds. Until cancelled."""
    while True:
        await gate.wait(gate.posting, 2.0)
        # Not at once: what the letters cost must not be felt by the asker's next request.
        await asyncio.sleep(random.uniform(0.2, 1.0))  # noqa: S311
        try:
            await off_loop(proof.post, gate.desk)
        except Unavailable:
            gate.posting.set()
            await gate.wait(gate.closing, 1.0)
