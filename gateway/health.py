"""Whether the gateway lives, whether all parts behind it can be used, and figures."""

from __future__ import annotations

import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.gate import Gate, gate_of, off_loop
from orderdesk.errors import OrderdeskError


async def live(_: Request) -> Response:
    """This process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Each part by name; 503 unless all can be used."""
    gate = gate_of(request)
    names = ("database", "rasa", "actions")
    states = await asyncio.gather(_database(gate), gate.rasa.is_up(), _actions(gate))
    parts = {name: "ok" if state else "down" for name, state in zip(names, states, strict=True)}
    return JSONResponse(
        {"status": "ok" if all(states) else "down", "parts": parts}, 200 if all(states) else 503
    )


async def metrics(request: Request) -> Response:
    """For Prometheus. Not for the public: a proxy in front keeps it in."""
    text = await off_loop(gate_of(request).metrics.text)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def _database(gate: Gate) -> bool:
    try:
        await off_loop(gate.desk.store.ping)
    except OrderdeskError:
        return False
    return True


async def _actions(gate: Gate) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            return (await client.get(f"{gate.settings.actions_url}/health")).status_code == 200
    except httpx.HTTPError:
        return False
