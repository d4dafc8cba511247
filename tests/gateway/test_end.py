"""The gateway ends when it is told to."""

from __future__ import annotations

import asyncio
import contextlib

from gateway.app import end


async def deaf_once() -> None:
    """What `wait_for` does to a cancellation that comes together with its result."""
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(60)
    await asyncio.sleep(60)


async def test_a_task_that_swallows_a_cancellation_is_cancelled_again() -> None:
    """Shutting down does not wait for ever."""
    task = asyncio.create_task(deaf_once())
    await asyncio.sleep(0)
    await asyncio.wait_for(end([task]), 5)
    assert task.cancelled()
