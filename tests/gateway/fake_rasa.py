"""`python -m tests.gateway.fake_rasa PORT FILE`: Rasa's private door without Rasa, as its gateway sees it.

Each turn is kept in FILE at its end, as Rasa's tracker is, so that a killed one forgets half a turn and nothing else.
Several may share one FILE.
What it answers is in the message: "slow 2" takes two seconds, "broken" fails, "buttons" offers some, "silent" says
nothing; anything else is echoed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

BUTTONS = [
    {"label": "Track an order", "payload": "/track_order"},
    {"label": "Yes", "payload": '/confirm{"ref": "PA-1"}'},
]


class FakeRasa:
    """One turn at a time within a conversation; `seen` counts turns that overlapped all the same."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def webhook(self, request: Request) -> Response:
        body = await request.json()
        async with self.locks[body["sender"]]:
            last = self.last(body["sender"]) if body["again"] else None
            if last and last["id"] == body["message_id"]:
                return JSONResponse({"replies": last["replies"], "repeated": True})
            return await self.turn(body)

    def last(self, sender: str) -> dict[str, Any] | None:
        """This conversation's last turn, whoever answered it."""
        lines = self.file.read_text().splitlines() if self.file.exists() else ()
        turns = [turn for turn in map(json.loads, lines) if turn["sender"] == sender]
        return turns[-1] if turns else None

    async def turn(self, body: dict[str, Any]) -> Response:
        text, began = body["message"], time.monotonic()
        await asyncio.sleep(float(text.split()[1]) if text.startswith("slow") else 0.02)
        if text.startswith("broken"):
            return JSONResponse({"error": "failed"}, 500)
        replies = [] if text == "silent" else [reply(text)]
        turn = {"sender": body["sender"], "id": body["message_id"], "text": text, "replies": replies,
                "by": os.getpid(), "began": began, "ended": time.monotonic()}  # fmt: skip
        with self.file.open("a") as file:
            file.write(json.dumps(turn) + "\n")
        return JSONResponse({"replies": replies, "repeated": False})


def reply(text: str) -> dict[str, Any]:
    """What is said to this text."""
    buttons = BUTTONS if text == "buttons" else []
    response = "utter_not_understood" if text == "gibberish" else "utter_echo"
    return {"text": f"echo: {text}", "buttons": buttons, "card": None, "response": response}


async def health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def main() -> None:
    fake = FakeRasa(Path(sys.argv[2]))
    routes = [
        Route("/webhooks/private/webhook", fake.webhook, methods=["POST"]),
        Route("/webhooks/private/", health),
        Route("/health", health),
    ]
    uvicorn.run(
        Starlette(routes=routes), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", ws="none"
    )


if __name__ == "__main__":
    main()
