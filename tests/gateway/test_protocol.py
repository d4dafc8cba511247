"""Requests that never end, or say more than a request has to say, on a real connection."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.protocol import AHEAD, FRAME, bounded
from tests.fakes.server import serving, until

SECONDS = 0.5
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
#: What a server reads at once, twice: more than it could take for one piece.
FLOOD = 600_000


@dataclass
class Door:
    """A server behind the protocol, how many requests reached it, and what their bodies weighed."""

    host: str = ""
    port: int = 0
    begun: int = 0
    weight: int = 0

    def line(self) -> closing[socket.socket]:
        """A connection."""
        return closing(socket.create_connection((self.host, self.port), 5))


@pytest.fixture
def door() -> Iterator[Door]:
    """A server that reads each body and answers "ok"."""
    found = Door()

    async def answer(request: Request) -> Response:
        found.begun += 1
        found.weight += len(await request.body())
        return PlainTextResponse("ok")

    with serving(
        Starlette(routes=[Route("/", answer, methods=["GET", "POST"])]), http=bounded(SECONDS)
    ) as url:
        parts = urlsplit(url)
        found.host, found.port = parts.hostname or "", parts.port or 0
        yield found


def said(line: socket.socket, data: bytes, *, ends: bool = True) -> bytes:
    """What the server says to it until it hangs up (or, with `ends` false, at once)."""
    line.settimeout(5)
    found = b""
    try:
        line.sendall(data)
        while more := line.recv(65_536):
            found += more
            if not ends:
                break
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hung up while we were still talking
    return found


def status(answer: bytes) -> bytes:
    """Of the first answer."""
    return answer[9:12]


def test_bodies_of_any_size_are_the_readers_matter(door: Door) -> None:
    """In one piece with its head, and in chunks: the protocol counts what is not the body."""
    body = b"y" * FRAME * 4
    with door.line() as line:
        whole = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        assert status(said(line, whole, ends=False)) == b"200"
        chunks = b"".join(b"%x\r\n%b\r\n" % (FRAME, body[:FRAME]) for _ in range(4)) + b"0\r\n\r\n"
        assert status(said(line, CHUNKED + chunks, ends=False)) == b"200"
    assert door.weight == len(body) * 2


@pytest.mark.parametrize("name", ["in one piece", "without an end", "address"])
def test_a_head_is_bounded(door: Door, name: str) -> None:
    """Whether or not it comes to its end."""
    long = b"x" * (FRAME + 1)
    heads = {
        "in one piece": b"GET / HTTP/1.1\r\nHost: x\r\nA: " + long + b"\r\n\r\n",
        "without an end": b"GET / HTTP/1.1\r\nHost: x\r\nA: " + long,
        "address": b"GET /?" + long + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    }
    began = time.monotonic()
    with door.line() as line:
        assert status(said(line, heads[name])) == b"400"
    assert time.monotonic() - began < SECONDS, "hung up for its size, not for its time"
    assert door.begun == 0


@pytest.mark.parametrize(
    "frame", [b"5;" + b"e" * FLOOD, b"0\r\nT: " + b"t" * FLOOD, b"1\r\ny\r\n" * (FLOOD // 6)],
    ids=["extension", "trailer", "tiny chunks"],
)  # fmt: skip
def test_what_surrounds_a_body_is_bounded(door: Door, frame: bytes) -> None:
    """Before its time is over."""
    began = time.monotonic()
    with door.line() as line:
        answer = said(line, CHUNKED + frame)
    assert answer == b"" or status(answer) == b"400"
    assert time.monotonic() - began < SECONDS
    assert door.weight < FRAME


def test_requests_ahead_are_bounded(door: Door) -> None:
    """A client that asks on and on without waiting for answers is hung up on."""
    with door.line() as line:
        said(line, GET * 5000)
    assert door.begun <= AHEAD + 1


def test_some_requests_ahead_are_answered(door: Door) -> None:
    """As HTTP allows."""
    with door.line() as line:
        line.settimeout(5)
        line.sendall(GET * (AHEAD // 2))
        until(lambda: door.begun == AHEAD // 2, 5)


@pytest.mark.parametrize("begun", [b"", b"GET / HT", GET + b"GET / HT", CHUNKED + b"5\r\nhel"])
def test_a_request_has_its_time(door: Door, begun: bytes) -> None:
    """The first of a connection, the rest of one, and the one after an answered one."""
    with door.line() as line:
        began = time.monotonic()
        said(line, begun)
        assert SECONDS * 0.8 <= time.monotonic() - began < SECONDS * 6


def test_an_answered_client_says_nothing_for_ever(door: Door) -> None:
    """Blank lines are no request, and no reason to keep the connection."""
    with door.line() as line:
        assert status(said(line, GET, ends=False)) == b"200"
        began = time.monotonic()
        said(line, b"\r\n")
        assert time.monotonic() - began < SECONDS * 6


def test_an_answered_client_may_rest(door: Door) -> None:
    """Longer than a request may take: the next one is answered on the same connection."""
    with door.line() as line:
        for _ in range(2):
            assert status(said(line, GET, ends=False)) == b"200"
            time.sleep(SECONDS * 2)


def test_what_is_not_http_is_refused(door: Door) -> None:
    """And two lengths, by which two readers could mean two requests."""
    for odd in (
        b"\x16\x03\x01\x02\x00",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"CONNECT x:80 HTTP/1.1\r\n\r\n",
    ):
        with door.line() as line:
            assert status(said(line, odd)) == b"400", odd
    assert door.begun == 0
