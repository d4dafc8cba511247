"""A gateway for the widget's tests: speaks the contract, answers from a script, and misbehaves when told to."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gateway.pages import IMAGES, SECURITY, STATIC
from tests.browser import script

BUYERS = {"mia": "Mia", "zoe": "Zoë"}
CODE = "123456"
META = '<meta name="viewport" content="width=device-width"><title>A page</title>'
HTML = '<!doctype html><html lang="en">' + META + "{}</html>"


@dataclass
class Talk:
    """A conversation: its lines, what was received, and who is signed in."""

    name: str | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)

    def add(self, sender: str, text: str, answers: str | None = None, **more: Any) -> dict[str, Any]:
        """Number a line and append it."""
        at = datetime.now(timezone.utc).isoformat()
        line = {
            "id": len(self.lines) + 1,
            "from": sender,
            "at": at,
            "text": text,
            "buttons": [],
            "card": None,
        }
        self.lines.append({**line, **more, "from": sender, "answers": answers})
        return self.lines[-1]


class FakeGateway:
    """Runs in a thread; what it holds survives `stop` and `start`."""

    def __init__(self) -> None:
        self.talks: dict[str, Talk] = {}
        self.down = False  # every request is answered with 503
        self.csp = True
        self.delay = 0.05  # seconds until the bot answers
        self.locale = "en-US"  # of whoever signs in
        self.refuse: tuple[int, str] | None = None
        self.rated: list[dict[str, Any]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def talk(self) -> Talk:
        """The newest conversation; waits for the first."""
        while not self.talks:
            time.sleep(0.01)
        return list(self.talks.values())[-1]

    def start(self) -> None:
        """Serve, and return when it can be reached."""
        config = uvicorn.Config(
            self._app(), host="127.0.0.1", port=self.port, ws="none", lifespan="off", log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while self._thread.is_alive() and not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Go away in the middle of whatever is going on."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()

    def _app(self) -> Starlette:
        api = [
            ("POST", "conversations", self._open), ("GET", "conversations/current", self._who),
            ("DELETE", "conversations/current", self._end), ("POST", "messages", self._receive),
            ("GET", "events", self._events), ("POST", "sign-in", self._sign_in), ("POST", "sign-in/code", self._code),
            ("GET", "transcript", self._transcript), ("POST", "transcript/email", self._mail),
            ("POST", "rating", self._rate),
        ]  # fmt: skip
        routes = [Route(f"/api/{path}", self._guarded(work), methods=[method]) for method, path, work in api]
        files = [Route("/widget/{name}", lambda r: FileResponse(STATIC / r.path_params["name"])),
                 Route("/images/{name}", lambda r: FileResponse(IMAGES / r.path_params["name"]))]  # fmt: skip
        return Starlette(routes=[*routes, *files, Route("/page", self._page)])

    async def _page(self, request: Request) -> Response:
        """A page with the one script tag; `?dir=rtl`, `?chat=` attributes of an element of its own."""
        query = request.query_params
        own = f"<order-chat {query['chat']}></order-chat>" if "chat" in query else ""
        text = HTML.format(
            f'<body><main><h1>A page</h1></main>{own}<script type="module" src="/widget/order-chat.js"></script>'
        )
        if "dir" in query:
            text = text.replace("<html", f'<html dir="{query["dir"]}"')
        headers = dict(SECURITY) if self.csp else {}
        return Response(
            text, media_type="text/html", headers={k.decode(): v.decode() for k, v in headers.items()}
        )

    def _guarded(self, work: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            if self.down:
                return _error(503, "unavailable")
            opening = request.url.path.endswith("/conversations")
            talk = self.talks.get(request.headers.get("authorization", "").removeprefix("Bearer "))
            if talk is None and not opening:
                return _error(401, "not_signed_in")
            body = json.loads(await request.body() or b"{}")
            answer: Response = await work(request, talk, body)
            return answer

        return endpoint

    async def _open(self, _: Request, __: Any, body: dict[str, Any]) -> Response:
        key, name = secrets.token_hex(8), BUYERS.get(body.get("token", ""))
        self.talks[key] = Talk(name)
        opened = {"conversation": "c", "key": key, "expires_at": None}
        return JSONResponse(opened | self._state(self.talks[key]), 201)

    async def _who(self, _: Request, talk: Talk, __: Any) -> Response:
        return JSONResponse(self._state(talk))

    def _state(self, talk: Talk) -> dict[str, Any]:
        signed_in = bool(talk.name)
        return {"signed_in": signed_in, "name": talk.name, "locale": self.locale if signed_in else None}

    async def _end(self, _: Request, talk: Talk, __: Any) -> Response:
        self.talks = {key: one for key, one in self.talks.items() if one is not talk}
        talk.signals.append("ended")
        return Response(status_code=204)

    async def _receive(self, _: Request, talk: Talk, body: dict[str, Any]) -> Response:
        if self.refuse:
            return _error(*self.refuse)
        if body["id"] in talk.received:
            return JSONResponse({"id": body["id"], "position": 1}, 200)
        talk.received.append(body["id"])
        talk.add("buyer", body.get("label") or body["text"], body["id"])
        asyncio.get_running_loop().create_task(self._answer(talk, body))
        return JSONResponse({"id": body["id"], "position": len(talk.received)}, 202)

    async def _answer(self, talk: Talk, body: dict[str, Any]) -> None:
        talk.signals.append("typing")
        await asyncio.sleep(self.delay)
        for line in script.reply(body.get("payload") or body["text"]):
            talk.add(line.pop("from"), line.pop("text"), body["id"], **line)

    async def _events(self, request: Request, talk: Talk, _: Any) -> Response:
        return StreamingResponse(
            self._stream(talk, int(request.headers.get("last-event-id", 0))), media_type="text/event-stream"
        )

    async def _stream(self, talk: Talk, last: int) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        seen = len(talk.signals)
        while not self._server.should_exit and not self.down:
            for line in talk.lines[last:]:
                last = line["id"]
                yield f"id: {last}\nevent: message\ndata: {json.dumps(line)}\n\n"
            for name in talk.signals[seen:]:
                seen += 1
                yield f"event: {name}\ndata: {{}}\n\n"
            await asyncio.sleep(0.02)

    async def _sign_in(self, *_: Any) -> Response:
        return JSONResponse({"sent": True}, 202)

    async def _code(self, _: Request, talk: Talk, body: dict[str, Any]) -> Response:
        if body["code"] != CODE:
            return _error(403, "wrong_code", left=4)
        talk.name = "Mia"
        return JSONResponse(self._state(talk))

    async def _transcript(self, _: Request, talk: Talk, __: Any) -> Response:
        return Response("\n".join(line["text"] for line in talk.lines), media_type="text/plain")

    async def _mail(self, *_: Any) -> Response:
        return Response(status_code=202)

    async def _rate(self, _: Request, __: Talk, body: dict[str, Any]) -> Response:
        self.rated.append(body)
        return Response(status_code=204)


def _error(status: int, code: str, **more: Any) -> Response:
    return JSONResponse({"error": {"code": code, "message": f"Refused: {code}.", **more}}, status)
