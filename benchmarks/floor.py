"""The floor: `uvicorn benchmarks.floor:app` answers each message by one look-up and nothing else."""

from __future__ import annotations

import os
import re
import sqlite3

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

database = sqlite3.connect(os.environ.get("BENCHMARK_DATABASE", ":memory:"), check_same_thread=False)


async def answer(request: Request) -> Response:
    """The order's state, by its primary key."""
    found = re.search(r"\d{18}", (await request.json())["message"])
    row = database.execute("select status from orders where id = ?", (found[0] if found else "",)).fetchone()
    return JSONResponse([{"text": str(row)}])


async def ready(_: Request) -> Response:
    """It is there."""
    return JSONResponse({})


app = Starlette(routes=[Route("/", ready), Route("/webhooks/rest/webhook", answer, methods=["POST"])])
