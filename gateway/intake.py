"""Messages on their way into the inbox: what arrives while one commit goes on is stored by the next, together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from orderdesk.services.intake import Arrival, Outcome, Receipt

#: Seconds between two transactions on SQLite. Between programs it knows no queue: whoever writes again at once keeps
#: the others out, the action server too. What arrives meanwhile only makes the next batch larger.
PAUSE = 0.005
#: Messages of one transaction: enough that a rush is a few of them, few enough that one is soon over.
MOST = 50

Store = Callable[[Sequence[Arrival]], list[Outcome]]


class Intake:
    """One writer of one gateway, in a thread of its own: it never waits behind a reader's or a turn's work.

    Used in the event loop's thread only.
    """

    def __init__(self, store: Store, pause: float = 0.0) -> None:
        """`store`: `intake.receive_all` over a desk; `pause`: seconds that the database is left to others."""
        self._store, self._pause = store, pause
        self._waiting: deque[tuple[Arrival, asyncio.Future[Receipt]]] = deque()
        self._thread = ThreadPoolExecutor(1, "intake")
        self._writer: asyncio.Task[None] | None = None

    async def receive(self, arrival: Arrival) -> Receipt:
        """The receipt, once the message is on the disk. Raises what `intake.receive` does."""
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, receipt))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await receipt

    def close(self) -> None:
        """End the thread, after what it is at."""
        self._thread.shutdown(wait=False)

    async def _write(self) -> None:
        """Until nothing waits."""
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            try:
                outcomes = await self._stored([arrival for arrival, _ in batch])
            except BaseException as error:
                _tell_all(batch, [RuntimeError("the messages could not be stored")] * len(batch))
                if not isinstance(error, Exception):
                    raise
            else:
                _tell_all(batch, outcomes)
            await asyncio.sleep(self._pause)

    async def _stored(self, arrivals: list[Arrival]) -> list[Outcome]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._store, arrivals)


def _tell_all(batch: list[tuple[Arrival, asyncio.Future[Receipt]]], outcomes: Sequence[Outcome]) -> None:
    for (_, receipt), outcome in zip(batch, outcomes, strict=True):
        if receipt.done():  # whoever sent it has gone
            continue
        if isinstance(outcome, Receipt):
            receipt.set_result(outcome)
        else:
            receipt.set_exception(outcome)
