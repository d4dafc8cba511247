"""Hostile inputs to every address of the gateway's API, as JSON, as headers, as raw bytes."""

from __future__ import annotations

import random
import threading
import uuid
from typing import Any
from urllib.parse import quote

import httpx

from gateway.routes import ROUTES, Route
from orderdesk.services.conversations import Opened
from tests.attacks import inputs, wire
from tests.attacks.door import Door, Tally, seeded
from tests.attacks.tokens import forged

#: A request of each address that takes a body, as the widget sends it.
BASES: dict[str, dict[str, Any]] = {
    "/api/conversations": {"token": "a.b.c"},
    "/api/messages": {"id": "m-1", "text": "where is my order"},
    "/api/sign-in": {"order": "576461413038785752", "email": "mia@example.com"},
    "/api/sign-in/code": {"code": "123456"},
    "/api/rating": {"score": 5, "text": "good"},
    "/demo/token": {"handle": "mia"},
}
#: So many inputs go to a conversation before the next one is opened.
TURNS = 20
#: Bytes that are read in any case.
LET_IN = 16_384
PATHS = (
    "/",
    "//",
    "/api",
    "/api/messages/",
    "/API/messages",
    "/widget/order-chat.js",
    "/images/x.svg",
    "/demo/behind",
)


def fuzz(door: Door, count: int, seed: int, tally: Tally) -> None:
    """Send `count` inputs; nothing is checked here but statuses."""
    rng, opened = seeded(seed, "api"), door.conversation()
    for number in range(count):
        if number % TURNS == 0:
            opened = door.conversation()
        _one(door, rng, opened, tally)


def broken(door: Door, seed: int, tally: Tally, *, path: str = "/api/messages") -> None:
    """Each kind of broken request once, many at a time: slow ones must not hold up the others."""
    rng, key = seeded(seed, "wire"), door.conversation().key
    lock = threading.Lock()

    def send(name: str, pieces: list[bytes], half: bool) -> None:
        answer = wire.spoken(door.url, pieces, pause=0.01 if len(pieces) > 10 else 0.0, half_close=half)
        with lock:
            tally.took(f"wire: {name}", wire.status(answer), path, answer.decode("latin-1"))

    threads = [threading.Thread(target=send, args=one, daemon=True) for one in wire.oddities(path, key, rng)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def _one(door: Door, rng: random.Random, opened: Opened, tally: Tally) -> None:
    roll = rng.random()
    if roll < 0.35:
        _message(door, rng, opened, tally)
    elif roll < 0.45:
        _token(door, rng, tally)
    elif roll < 0.55:
        _path(door, rng, tally)
    else:
        _route(door, rng, opened, rng.choice(ROUTES), tally)


def _message(door: Door, rng: random.Random, opened: Opened, tally: Tally) -> None:
    """What the widget sends: a message, or a button; taken ones have to be answered."""
    id_ = str(uuid.UUID(int=rng.getrandbits(128)))
    base = {"id": id_, rng.choice(("text", "text", "payload")): inputs.harmless(rng)}
    body = inputs.body(rng, base) if rng.random() < 0.7 else inputs.Body("harmless", inputs.dumped(base))
    answer = _ask(door, "POST", "/api/messages", body, {"Authorization": f"Bearer {opened.key}"}, tally)
    if answer is not None and answer.status_code in (200, 202):
        tally.accepted.append((opened.conversation.id, answer.json()["id"]))


def _token(door: Door, rng: random.Random, tally: Tally) -> None:
    name, token = rng.choice(forged(rng))
    body = inputs.Body(f"token: {name}", inputs.dumped({"token": token}))
    answer = _ask(door, "POST", "/api/conversations", body, {}, tally)
    if answer is not None and answer.status_code < 300:
        tally.wrong.append(f"a forged token was taken: {name}")


def _route(door: Door, rng: random.Random, opened: Opened, route: Route, tally: Tally) -> None:
    headers = {"Authorization": f"Bearer {opened.key}"}
    if rng.random() < 0.2:
        headers["Authorization"] = rng.choice(("Bearer ", "Basic ", "bearer  ", "")) + _header(rng)
    if rng.random() < 0.3:
        headers[rng.choice(("Last-Event-ID", "Origin", "X-Forwarded-For", "Cookie", "Range", "Accept"))] = (
            _header(rng)
        )
    body = inputs.body(rng, dict(BASES.get(route.path, {})))
    path = route.path + (
        f"?conversation={quote(inputs.text(rng)[:200], errors='replace')}" if rng.random() < 0.2 else ""
    )
    method = (
        route.method
        if rng.random() < 0.9
        else rng.choice(("PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "XYZ"))
    )
    answer = _ask(door, method, path, body, headers, tally)
    if (
        answer is not None
        and answer.status_code in (200, 202)
        and route.path == "/api/messages"
        and method == "POST"
    ):
        tally.accepted.append((opened.conversation.id, answer.json()["id"]))


def _path(door: Door, rng: random.Random, tally: Tally) -> None:
    odd = quote(inputs.text(rng)[:300], safe=rng.choice(("", "/.%", "/?#")), errors="replace")
    path = rng.choice(PATHS) + rng.choice(("", "/", "?", "/%2e%2e/", "%00", "/..%2f", ";x=")) + odd
    _ask(door, rng.choice(("GET", "POST")), path, inputs.Body("path", b""), {}, tally)


def _header(rng: random.Random) -> str:
    """A value that an HTTP library still lets through."""
    odd = inputs.text(rng)[: rng.choice((5, 60, 4_000))]
    return "".join(sign for sign in odd if " " <= sign <= "ÿ" and sign != "\x7f").strip()


def _ask(
    door: Door, method: str, path: str, body: inputs.Body, headers: dict[str, str], tally: Tally
) -> httpx.Response | None:
    """Send it; once more where a connection was hung up that an earlier body had been too large for.

    Whoever sends too much is hung up on, and may miss the answer.
    """
    encoded = {name: value.encode("latin-1") for name, value in {**body.headers, **headers}.items()}
    try:
        answer, text = _sent(door, method, path, body.content, encoded)
    except (httpx.InvalidURL, httpx.LocalProtocolError):  # our own library would not send it
        return None
    except httpx.TransportError as error:
        tally.took(body.kind, wire.HUNG_UP, path)
        if len(body.content) <= LET_IN:
            tally.wrong.append(f"no answer to {body.kind} at {path}: {type(error).__name__}")
        return None
    ready = (
        path.startswith("/health/ready") and answer.status_code == 503
    )  # its parts are not all there, as it says
    tally.took(body.kind, 200 if ready else answer.status_code, f"{method} {path[:60]}", text)
    return answer


def _sent(
    door: Door, method: str, path: str, content: bytes, headers: dict[str, bytes], *, again: bool = True
) -> tuple[httpx.Response, str]:
    try:
        with door.http.stream(method, door.url + path, content=content, headers=headers) as answer:
            streams = "event-stream" in answer.headers.get("content-type", "")
            return answer, "" if streams or method == "HEAD" else answer.read().decode("utf-8", "replace")
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        if not again or len(content) > LET_IN:
            raise
    return _sent(door, method, path, content, {**headers, "Connection": b"close"}, again=False)
