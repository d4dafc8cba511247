"""Telegram's Bot API as far as we use it: it checks token, sizes and keyboards, and sends updates like the real one."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.trouble import Trouble

TOKEN, SECRET = "123456:a-token-of-a-bot", "what-telegram-shows-us-every-time"
Hook = Callable[[bytes, dict[str, str]], httpx.Response]


@dataclass
class FakeTelegram:
    """The platform. `sent`: messages of ours, in order; `answered`: presses that we took notice of."""

    hook: Hook | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    trouble: Trouble = field(default_factory=Trouble)
    ids: Any = field(default_factory=lambda: itertools.count(8_000_001))

    def app(self) -> Starlette:
        """All of its addresses."""
        return Starlette(routes=[Route("/bot{token}/{method}", self._call, methods=["POST"])])

    async def _call(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return _no(401, "Unauthorized")
        body = await request.json()
        work = {"sendMessage": self._send, "answerCallbackQuery": self._answer}.get(
            request.path_params["method"]
        )
        if work is None:
            return _no(404, "Not Found")
        return await self.trouble.around(lambda: work(body), _no(429, "Too Many Requests", retry_after=2))

    async def _send(self, body: dict[str, Any]) -> Response:
        wrong = self._unsendable(body)
        if wrong:
            self.refused.append(wrong)
            return _no(403 if wrong == "blocked" else 400, wrong)
        self.sent.append(body)
        return JSONResponse({"ok": True, "result": {"message_id": len(self.sent)}})

    def _unsendable(self, body: dict[str, Any]) -> str:
        rows = (body.get("reply_markup") or {}).get("inline_keyboard", [])
        if body["chat_id"] in self.blocked:
            return "blocked"
        if not 0 < len(body["text"]) <= 4096:
            return "message is too long"
        if any(not 1 <= len(button["callback_data"].encode()) <= 64 for row in rows for button in row):
            return "BUTTON_DATA_INVALID"
        return ""

    async def _answer(self, body: dict[str, Any]) -> Response:
        self.answered.append(body["callback_query_id"])
        return JSONResponse({"ok": True, "result": True})

    # What happens on the platform.

    def says(self, user: int, text: str | None, **message: Any) -> dict[str, Any]:
        """A private message; the update is delivered."""
        said = {"text": text} if text is not None else {"sticker": {"emoji": "🙂"}}
        about = {"message_id": next(self.ids), "from": _person(user), "chat": _chat(user), "date": 1}
        return self.update(message={**about, **said, **message})

    def presses(self, user: int, label: str) -> dict[str, Any]:
        """The newest button that begins with this label."""
        data = next(
            button["callback_data"]
            for one in reversed(self.to(user))
            for row in (one.get("reply_markup") or {}).get("inline_keyboard", [])
            for button in row
            if button["text"].startswith(label)
        )
        return self.callback(user, data)

    def callback(self, user: int, data: str) -> dict[str, Any]:
        """A press that carries this."""
        message = {"message_id": 1, "chat": _chat(user), "date": 1}
        query = {"id": f"q{next(self.ids)}", "from": _person(user), "message": message, "data": data}
        return self.update(callback_query=query)

    def update(self, **what: Any) -> dict[str, Any]:
        """Any update, delivered."""
        update = {"update_id": next(self.ids), **what}
        assert self.deliver(update).status_code == 200
        return update

    def deliver(self, update: dict[str, Any], secret: str = SECRET) -> httpx.Response:
        """Send an update once."""
        assert self.hook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        return self.hook(json.dumps(update).encode(), headers)

    def to(self, user: int) -> list[dict[str, Any]]:
        """What this person got."""
        return [one for one in list(self.sent) if one["chat_id"] == user]

    def texts(self, user: int) -> list[str]:
        """The texts of it."""
        return [one["text"] for one in self.to(user)]


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Mia"}


def _chat(user: int) -> dict[str, Any]:
    return {"id": user, "type": "private"}


def _no(number: int, words: str, **parameters: Any) -> Response:
    body = {"ok": False, "error_code": number, "description": words, "parameters": parameters}
    return JSONResponse(body, number)
