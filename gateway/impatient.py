"""Hangs up on requests that do not come to an end: a byte now and then would keep a connection for ever.

uvicorn waits without limit for the rest of a request that has begun, and for the first one of a connection.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

UNFINISHED = (h11.IDLE, h11.SEND_BODY)


class Impatient(H11Protocol):
    """uvicorn's protocol with an end to waiting; `seconds` are for head and body together, answers may take longer."""

    seconds = 20.0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request is due."""
        super().connection_made(transport)
        self._mind()

    def data_received(self, data: bytes) -> None:
        """Bytes do not buy time; only a whole request does."""
        super().data_received(data)
        self._mind()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is due any more."""
        self._rest()
        super().connection_lost(exc)

    def _mind(self) -> None:
        if self.conn.their_state not in UNFINISHED:
            self._rest()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.seconds, self.transport.abort)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def impatient(seconds: float) -> type[Impatient]:
    """The protocol with this limit."""
    return type("Impatient", (Impatient,), {"seconds": seconds})
