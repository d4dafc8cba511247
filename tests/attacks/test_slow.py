"""Clients that take their time."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.attacks.door import door
from tests.attacks.wire import heads

pytestmark = pytest.mark.slow
LIMIT = 2


def held(address: str, begun: bytes, drip: bytes) -> float:
    """Seconds until the server hangs up on a client that sends a byte now and then."""
    parts, began = urlsplit(address), time.monotonic()
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as line:
        line.sendall(begun)
        line.settimeout(0.2)
        while time.monotonic() - began < LIMIT * 15:
            try:
                if drip:
                    line.sendall(drip)
                if line.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - began


def test_nobody_holds_a_connection_by_dripping(tmp_path: Path) -> None:
    """A head or a body that never ends, and a connection on which nothing comes, are hung up on; readers are not."""
    with door(tmp_path, ORDERDESK_GATEWAY_SLOWEST=str(LIMIT)) as found:
        opened = found.conversation()
        head = heads("/api/messages", opened.key, **{"Content-Length": "5000"})
        for begun, drip in ((b"GET / HTTP/1.1\r\nX: ", b"y"), (head, b" "), (b"", b"")):
            assert held(found.url, begun, drip) < LIMIT * 15, begun
        reader = f"GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {opened.key}\r\n\r\n".encode()
        with socket.create_connection(
            (urlsplit(found.url).hostname or "", urlsplit(found.url).port or 0)
        ) as line:
            line.sendall(reader)
            time.sleep(LIMIT * 2)
            assert found.hello()
            line.settimeout(30)
            answer = line.recv(10_000)
            assert answer.startswith(b"HTTP/1.1 200")
            line.settimeout(0.5)
            with pytest.raises(TimeoutError):  # still open: nothing more to read, and not the end
                while line.recv(10_000):
                    pass


def test_hundreds_of_idle_lines_shut_nobody_out(tmp_path: Path) -> None:
    """Connections on which nothing comes are let go, and an ordinary buyer is answered meanwhile."""
    with door(tmp_path, ORDERDESK_GATEWAY_SLOWEST=str(LIMIT)) as found:
        parts = urlsplit(found.url)
        lines = [socket.create_connection((parts.hostname or "", parts.port or 0)) for _ in range(300)]
        try:
            assert found.hello()
            assert all(_ends(line) for line in lines)
        finally:
            for line in lines:
                line.close()


def _ends(line: socket.socket) -> bool:
    line.settimeout(LIMIT * 15)
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True
