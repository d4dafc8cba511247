"""One turn of a conversation at a time, without the second's wait."""

from __future__ import annotations

import asyncio
import time

import pytest
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from rasa_speed.lock_store import QuickLockStore
from tests.rasa_speed.conftest import Switch

TURN = 0.05


def made() -> LockStore:
    """As Rasa makes it from endpoints.yml."""
    return LockStore.create(EndpointConfig(type="rasa_speed.lock_store.QuickLockStore"))


async def turns(store: LockStore, names: list[str], order: list[str]) -> float:
    """Several turns at once; their beginnings and ends go to `order`. The seconds it took."""

    async def turn(name: str) -> None:
        async with store.lock(name[0]):
            order.append(f"{name} begins")
            await asyncio.sleep(TURN)
            order.append(f"{name} ends")

    began = time.monotonic()
    await asyncio.gather(*(turn(name) for name in names))
    return time.monotonic() - began


async def test_the_turns_of_a_conversation_follow_each_other(switch: Switch) -> None:
    """In the order in which they came, and none begins before the one before it has ended."""
    switch("")
    order: list[str] = []
    seconds = await turns(made(), ["a1", "a2", "a3"], order)
    assert order == [f"a{i} {what}" for i in (1, 2, 3) for what in ("begins", "ends")]
    assert seconds < 1, "a second was waited for"


async def test_switched_off_it_waits_as_rasa_does(switch: Switch) -> None:
    """The switch gives Rasa's own behaviour back, and with it the second's wait."""
    switch("lock")
    assert await turns(made(), ["a1", "a2"], []) > 1


async def test_other_conversations_do_not_wait(switch: Switch) -> None:
    """Two buyers are served at the same time."""
    switch("")
    order: list[str] = []
    await turns(made(), ["a1", "b1"], order)
    assert order[:2] == ["a1 begins", "b1 begins"]


async def test_a_turn_that_broke_lets_the_next_one_in(switch: Switch) -> None:
    """An exception within a turn gives the lock back, and nothing is left of it."""
    switch("")
    store = QuickLockStore()
    with pytest.raises(KeyError):
        async with store.lock("a"):
            raise KeyError
    assert await turns(store, ["a1"], []) < 1
    assert not store.conversation_locks


async def test_a_turn_that_hangs_does_not_keep_its_conversation(switch: Switch) -> None:
    """Rasa's limit on a lock's life holds: the next turn gets in when the one before it has outlived it."""
    switch("")
    store = QuickLockStore()
    async with store.lock("a", lock_lifetime=0.1):
        assert await turns(store, ["a1"], []) < 5
