"""Requests that no HTTP library would send: bytes that drip, lengths that lie, connections that are half closed."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

#: What a server does that takes the connection down or waits for more: no answer, and none was due.
HUNG_UP = 0
NOTE = b'{"id": "a", "text": "hello"}'


def status(answer: bytes) -> int:
    """The status of a raw answer; HUNG_UP for none."""
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else HUNG_UP


def spoken(
    url: str, pieces: list[bytes], *, pause: float = 0.0, half_close: bool = False, seconds: float = 3.0
) -> bytes:
    """Send the pieces, one after the other, and read what comes back within so many seconds."""
    parts = urlsplit(url)
    found = b""
    with closing(socket.create_connection((parts.hostname or "", parts.port or 80), 5)) as line:
        line.settimeout(seconds)
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
            if half_close:
                line.shutdown(socket.SHUT_WR)
            while len(found) < 100_000 and (more := line.recv(65_536)):
                found += more
                if b"\r\n\r\n" in found:
                    break
        except OSError:
            pass
    return found


def heads(path: str, key: str, **more: str) -> bytes:
    """The head of a POST with a key."""
    fields = {"Host": "x", "Authorization": f"Bearer {key}", "Content-Type": "application/json", **more}
    return (
        f"POST {path} HTTP/1.1\r\n".encode()
        + b"".join(f"{n}: {v}\r\n".encode() for n, v in fields.items())
        + b"\r\n"
    )


def oddities(path: str, key: str, rng: random.Random) -> Iterator[tuple[str, list[bytes], bool]]:
    """(name, pieces, whether to close our half afterwards) of broken requests to this address."""
    whole = heads(path, key, **{"Content-Length": str(len(NOTE)), "Connection": "close"}) + NOTE
    chunked = heads(path, key, **{"Transfer-Encoding": "chunked"})
    yield "a byte at a time", [bytes([sign]) for sign in whole], False
    yield "cut short, half closed", [whole[: rng.randint(1, len(whole) - 1)]], True
    yield "half closed after all of it", [whole], True
    yield "length too long, half closed", [heads(path, key, **{"Content-Length": "9999"}) + NOTE], True
    yield (
        "length too short",
        [heads(path, key, **{"Content-Length": "3", "Connection": "close"}) + NOTE],
        False,
    )
    for odd in ("-1", "1e3", "0x10", "", "9" * 30, "12, 13", "１２"):
        yield f"length {odd!r}", [heads(path, key, **{"Content-Length": odd}) + NOTE], True
    yield "two lengths", [whole.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1)], True
    yield (
        "length and chunks",
        [whole.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n", 1)],
        True,
    )
    yield "chunks", [chunked, b"%x\r\n" % len(NOTE) + NOTE + b"\r\n0\r\n\r\n"], False
    yield "bad chunk", [chunked, b"zz\r\n" + NOTE], True
    yield "huge chunk", [chunked, b"ffffffffffffffff\r\n" + NOTE], True
    yield "chunks without end", [chunked, *[b"1000\r\n" + b"x" * 4096 + b"\r\n"] * 40], True
    yield "other coding", [heads(path, key, **{"Transfer-Encoding": "gzip, chunked"}) + b"0\r\n\r\n"], True
    yield "long head", [heads(path, key, X="y" * 70_000)], False
    yield "many fields", [heads(path, key, **{f"X-{n}": "y" for n in range(3_000)})], False
    yield "long path", [f"GET /{'a' * 70_000} HTTP/1.1\r\nHost: x\r\n\r\n".encode()], False
    yield "no HTTP", [rng.randbytes(300)], True
    yield "TLS hello", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(200)], True
    yield "HTTP/2 preface", [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], True
    yield "HTTP/9.9", [whole.replace(b"HTTP/1.1", b"HTTP/9.9")], True
    yield "absolute target", [whole.replace(path.encode(), b"http://evil.example" + path.encode(), 1)], False
    yield "CONNECT", [b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n"], True
    yield (
        "upgrade",
        [heads("/api/events", key, Upgrade="websocket", Connection="Upgrade", **{"Content-Length": "0"})],
        True,
    )
    yield "expects", [heads(path, key, Expect="100-continue", **{"Content-Length": "5"})], True
    yield "second request in the body", [whole.replace(b"Connection: close\r\n", b"") + whole], False
    yield "odd header", [whole.replace(b"Host: x", b"Host: x\r\nX-\xff\x00: \xfe\x80")], True
    yield "folded header", [whole.replace(b"Host: x", b"Host: x\r\n folded")], True
    yield "nothing", [], True
