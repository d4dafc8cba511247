"""One turn of a conversation at a time, whichever server it was given to."""

from __future__ import annotations

import asyncio
import time

import pytest

from orderdesk.adapters.sql.turn_lock import TurnLock
from orderdesk.errors import Unavailable
from tests.adapters.sql.conftest import SqliteFiles
from tests.adapters.sql.test_failures import POSTGRES, SQLITE, drop_connections


@POSTGRES
async def test_another_server_is_kept_out(databases: SqliteFiles, url: str) -> None:
    """While one server is at a conversation another is refused; other conversations are free, and so is the next."""
    one, other = TurnLock(url), TurnLock(url)
    async with one.held("mia"):
        with pytest.raises(Unavailable):
            async with other.held("mia"):
                raise AssertionError("both are in")
        async with other.held("omar"):
            pass
    async with other.held("mia"):
        pass


@POSTGRES
async def test_a_server_that_dies_lets_go(databases: SqliteFiles, url: str) -> None:
    """The lock ends with its connection, and a turn whose lock was lost ends without an error of its own."""
    one, other = TurnLock(url), TurnLock(url)
    async with one.held("mia"):
        drop_connections(url)
        assert await free_again(other)
    async with one.held("mia"):
        pass


async def free_again(lock: TurnLock, seconds: float = 10.0) -> bool:
    """Whether the lock can be had within this time: the server ends connections when it comes to it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            async with lock.held("mia"):
                return True
        except Unavailable:
            await asyncio.sleep(0.05)
    return False


@POSTGRES
async def test_a_turn_that_fails_lets_go(databases: SqliteFiles, url: str) -> None:
    """An error or a hang-up in a turn does not keep the conversation locked."""
    lock = TurnLock(url)
    with pytest.raises(KeyError):
        async with lock.held("mia"):
            raise KeyError

    async def hold() -> None:
        async with lock.held("mia"):
            await asyncio.sleep(60)

    task = asyncio.create_task(hold())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await free_again(TurnLock(url))


@SQLITE
async def test_a_file_has_one_server(databases: SqliteFiles, url: str) -> None:
    """Over SQLite nothing is locked here: Rasa's own lock does it."""
    async with TurnLock(url).held("mia"), TurnLock(url).held("mia"):
        pass
