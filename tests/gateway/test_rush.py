"""Many messages at once: what waits is stored together, and seats go to who has waited longest."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from gateway.intake import MOST, PAUSE, Intake
from gateway.keys import Keys
from gateway.seats import Seats
from orderdesk.bootstrap import Desk
from orderdesk.clock import SystemClock
from orderdesk.errors import OrderdeskError, Unavailable
from orderdesk.model import InboxMessage
from orderdesk.services import conversations
from orderdesk.services.intake import Arrival, Outcome, Receipt, TooManyWaiting, receive_all


def arrivals(desk: Desk, count: int) -> list[Arrival]:
    """So many, each in a conversation of its own."""
    return [Arrival(conversations.open_web(desk).conversation.id, "a", "x") for _ in range(count)]


class Slow:
    """A store whose first transaction lasts until it is let go."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.go, self.sizes = desk, threading.Event(), list[int]()

    def __call__(self, batch: Sequence[Arrival]) -> list[Outcome]:
        self.sizes.append(len(batch))
        if len(self.sizes) == 1:
            assert self.go.wait(20)
        return receive_all(self.desk, batch)


def test_what_comes_during_a_commit_goes_into_the_next(desk: Desk) -> None:
    """A rush is a few transactions, each of a bounded size, and everybody gets the own receipt."""
    store, batch = Slow(desk), arrivals(desk, MOST + 5)

    async def rush() -> list[Receipt]:
        intake = Intake(store)
        tasks = [asyncio.create_task(intake.receive(batch[0]))]
        while not store.sizes:
            await asyncio.sleep(0.01)
        tasks += [asyncio.create_task(intake.receive(one)) for one in batch[1:]]
        await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)  # nobody hears of a message before its commit
        store.go.set()
        return await asyncio.gather(*tasks)

    receipts = asyncio.run(rush())
    assert store.sizes == [1, MOST, 4]
    assert [one.message.conversation_id for one in receipts] == [one.conversation_id for one in batch]
    with desk.store.read() as unit:
        assert unit.count(InboxMessage) == MOST + 5


def test_each_sender_gets_the_own_refusal(desk: Desk) -> None:
    """A refusal goes to its sender alone; one who has hung up keeps nobody from an answer."""
    store, batch = Slow(desk), arrivals(desk, 3)
    outcomes: list[Outcome] = [TooManyWaiting("x"), *receive_all(desk, batch[1:])]

    async def rush() -> list[object]:
        intake = Intake(lambda wanted: [outcomes[batch.index(one)] for one in wanted])
        tasks = [asyncio.create_task(intake.receive(one)) for one in batch]
        await asyncio.sleep(0)
        tasks[1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, second, third = asyncio.run(rush())
    assert isinstance(first, TooManyWaiting) and isinstance(second, asyncio.CancelledError)
    assert third == outcomes[2] and store.sizes == []


@pytest.mark.parametrize("error", [Unavailable("away"), ValueError("ours")])
def test_a_failure_answers_all(error: Exception) -> None:
    """When a whole batch fails everybody is told, and the next batch is stored as if nothing had happened."""

    def store(batch: Sequence[Arrival]) -> list[Outcome]:
        if isinstance(error, OrderdeskError):
            return [error] * len(batch)
        raise error

    async def rush() -> list[object]:
        intake = Intake(store)
        found: list[object] = []
        for _ in range(2):
            both = (intake.receive(Arrival("a", str(n), "x")) for n in range(2))
            found += await asyncio.gather(*both, return_exceptions=True)
        return found

    assert len([one for one in asyncio.run(rush()) if isinstance(one, Exception)]) == 4


def test_a_rush_keeps_nobody_else_out(desk: Desk) -> None:
    """While message after message comes in, other writers of the same file get their turn too."""
    id_ = conversations.open_web(desk).conversation.id
    real = replace(desk, clock=SystemClock())
    more = 200  # batches at most; the others are done long before

    async def rush() -> int:
        intake = Intake(partial(receive_all, real), PAUSE)
        others = [asyncio.to_thread(conversations.open_web, real) for _ in range(10)]
        done = asyncio.gather(*others)
        batches = 0
        while not done.done() and batches < more:
            wanted = [Arrival(id_, f"{batches}-{n}", "x") for n in range(20)]
            pending = [asyncio.create_task(intake.receive(one)) for one in wanted]
            await asyncio.gather(*pending, return_exceptions=True)
            batches += 1
        await done
        return batches

    assert asyncio.run(rush()) < more


def test_seats_go_to_who_waited_longest() -> None:
    """Whoever comes while others wait does not get a seat before them; a seat that is given back is looked for."""
    looks: list[int] = []
    seats = Seats(2, lambda: looks.append(1))
    assert seats.sit_first("a") and seats.sit_first("b")
    assert not seats.sit_first("a") and not seats.sit_first("c")
    seats.came("c")
    assert not looks  # there is no room: nothing to look for
    seats.leave("a")
    assert looks == [1] and seats.room == 1
    assert not seats.sit_first("d") and seats.sit("c")


def test_what_came_for_a_taken_seat_is_not_forgotten() -> None:
    """A message for a conversation that is just being finished is looked for as soon as its seat is free."""
    looks: list[int] = []
    seats = Seats(2, lambda: looks.append(1))
    seats.sit("a")
    seats.came("a")
    assert not looks and seats.sit_first("b")  # nobody else is kept waiting for it
    seats.leave("a")
    assert looks == [1] and seats.behind


def test_keys_are_kept_as_hashes_and_not_for_ever() -> None:
    """What is remembered opens nothing by itself, and is bounded."""
    keys = Keys(most=2)
    for name in ("one", "two", "three"):
        keys.remember(name, f"conversation {name}")
    assert [keys.conversation(name) for name in ("one", "three")] == [None, "conversation three"]
    assert "three" not in vars(keys)["_known"]
    keys.forget("three")
    assert keys.conversation("three") is None
