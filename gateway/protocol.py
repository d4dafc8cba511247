"""HTTP as uvicorn speaks it, with an end to each request: in time, in bytes around its body, and in requests ahead.

uvicorn waits without limit for the rest of a request that has begun and for the first one of a connection, keeps a head
of any length, and takes in whatever a client sends before it has its answers. Bodies are read by `body.py`.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Bytes of a request that are not its body: head, sizes of chunks, trailers.
FRAME = 32_768
#: Requests that a client may send before the first of them is answered.
AHEAD = 20


class TooMuch(ValueError):
    """The client sends more than a request has to say. The parser's caller refuses it (400) and hangs up."""


class Bounded(HttpToolsProtocol):
    """uvicorn's protocol with these limits; `seconds` are for head and body together, answers may take longer."""

    seconds = 20.0
    _whole = False
    _frame = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request is due."""
        super().connection_made(transport)
        self._mind()

    def data_received(self, data: bytes) -> None:
        """Bytes do not buy time; only a whole request does."""
        self._whole = False
        self._frame += len(data)
        super().data_received(data)
        if self._frame > FRAME and not self.transport.is_closing():
            self.send_400_response("Too long.")
        self._mind()

    def on_message_begin(self) -> None:
        """Another request."""
        if len(self.pipeline) >= AHEAD:
            raise TooMuch
        self._whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is there, maybe in one piece with what follows."""
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > FRAME:
            raise TooMuch
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Whoever reads the body counts it."""
        self._frame -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Nothing is due until the next byte comes."""
        self._whole, self._frame = True, 0
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is due any more."""
        self._rest()
        super().connection_lost(exc)

    def _mind(self) -> None:
        if self._whole:
            self._rest()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.seconds, self.transport.abort)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bounded(seconds: float) -> type[Bounded]:
    """The protocol with this limit."""
    return type("Bounded", (Bounded,), {"seconds": seconds})
