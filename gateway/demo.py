"""For people who try the demo shop: be any of its buyers, and see what happens behind. Not there without the demo."""

from __future__ import annotations

import secrets
import time
from typing import Any

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.gate import Gate, gate_of, off_loop
from gateway.refusals import Refusal
from orderdesk.model import AuditEntry, Customer, Order, OutboxRow
from orderdesk.plain import plain
from orderdesk.services import conversations
from orderdesk.services.proof import LETTER

TOKEN_SECONDS = 300
NEWEST = 20


async def customers(request: Request) -> Response:
    """The demo's buyers."""
    gate = _demo(request)
    rows = await off_loop(_buyers, gate)
    return JSONResponse([{"handle": row.handle, "name": row.name, "market": row.market} for row in rows])


async def token(request: Request, body: dict[str, Any]) -> Response:
    """What the shop's own server would give to its page: a token for the buyer who is signed in there."""
    gate = _demo(request)
    if not gate.settings.shop_keys:
        raise Refusal("not_found")
    kid, key = next(iter(gate.settings.shop_keys.items()))
    now = int(time.time())
    claims = {
        "iss": gate.settings.shop_issuer, "aud": gate.settings.shop_audience, "sub": body["handle"],
        "iat": now, "exp": now + TOKEN_SECONDS, "jti": secrets.token_urlsafe(16),
    }  # fmt: skip
    return JSONResponse({"token": jwt.encode(claims, key, "HS256", headers={"kid": kid})})


async def behind(request: Request) -> Response:
    """The newest order that something was done about, the audit and the outbox of a conversation's buyer."""
    gate = _demo(request)
    signed = await off_loop(
        conversations.signed_in, gate.desk, request.query_params.get("conversation", "")[:64]
    )
    if signed is None:
        return JSONResponse({"orders": [], "audit": [], "outbox": []})
    return JSONResponse(await off_loop(_behind, gate, signed[1].id))


def _demo(request: Request) -> Gate:
    gate = gate_of(request)
    if not gate.desk.settings.demo:
        raise Refusal("not_found")
    return gate


def _buyers(gate: Gate) -> list[Customer]:
    with gate.desk.store.read() as unit:
        return unit.find(Customer, order_by="handle", limit=100)


def _behind(gate: Gate, customer_id: str) -> dict[str, Any]:
    with gate.desk.store.read() as unit:
        audit = unit.find(AuditEntry, customer_id=customer_id, order_by="-at", limit=NEWEST)
        outbox = unit.find(OutboxRow, customer_id=customer_id, order_by="-created_at", limit=NEWEST)
        touched = tuple(dict.fromkeys(entry.order_id for entry in audit if entry.order_id))[:3]
        orders = unit.find(Order, id=touched) if touched else []
        orders = orders or unit.find(Order, customer_id=customer_id, order_by="-created_at", limit=1)
    # A code is for its reader only, in the demo too.
    letters = [{**row, "facts": {}} if row["template"] == LETTER else row for row in plain(outbox)]
    return {"orders": plain(orders), "audit": plain(audit), "outbox": letters}
