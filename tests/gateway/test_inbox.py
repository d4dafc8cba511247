"""The inbox on both databases: once, one at a time, by whoever holds it."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.clock import SystemClock
from orderdesk.errors import NotFound
from orderdesk.model import Conversation, InboxMessage, InboxState, SentMessage, Speaker
from orderdesk.services import conversations, delivery, inbox
from orderdesk.services.again import LeaseLost
from orderdesk.services.delivery import Line
from tests.conftest import SetClock


def chat(desk: Desk) -> str:
    return conversations.open_web(desk).conversation.id


def echo(turn: inbox.Turn) -> list[Line]:
    return [Line(Speaker.BOT, f"echo: {turn.message.text}", answers=turn.message.message_id)]


def bot_lines(desk: Desk, conversation_id: str) -> list[str]:
    return [row.text for row in delivery.since(desk, conversation_id, 0) if row.sender is Speaker.BOT]


def row(desk: Desk, conversation_id: str) -> Conversation:
    with desk.store.read() as unit:
        found = unit.get(Conversation, conversation_id)
    assert found is not None
    return found


def test_one_at_a_time_and_in_order(any_desk: Desk) -> None:
    """While somebody holds the conversation nobody else gets its next message; answers come in order."""
    id_ = chat(any_desk)
    for text in ("one", "two"):
        inbox.receive(any_desk, id_, text, text)
    first = inbox.take(any_desk, id_)
    assert first is not None and first.message.text == "one"
    assert inbox.take(any_desk, id_) is None and inbox.due(any_desk, 10) == []
    assert inbox.settle(any_desk, first, echo(first)).more is True
    second = inbox.take(any_desk, id_)
    assert second is not None and second.message.text == "two"
    assert inbox.settle(any_desk, second, echo(second)).more is False
    assert bot_lines(any_desk, id_) == ["echo: one", "echo: two"] and inbox.take(any_desk, id_) is None


def test_who_dies_loses_the_lease(any_desk: Desk, clock: SetClock) -> None:
    """After the lease another takes the message, knows that it was tried, and a late answer is dropped."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "m", "hello")
    dead = inbox.take(any_desk, id_)
    assert dead is not None and not dead.again
    clock.forward(seconds=inbox.LEASE.total_seconds() + 0.1)
    other = inbox.take(any_desk, id_)
    assert other is not None and other.again
    for late in (lambda: inbox.settle(any_desk, dead, echo(dead)), lambda: inbox.hold(any_desk, dead)):
        with pytest.raises(LeaseLost):
            late()
    inbox.settle(any_desk, other, echo(other))
    assert bot_lines(any_desk, id_) == ["echo: hello"]


def test_a_renewed_lease_is_kept(any_desk: Desk, clock: SetClock) -> None:
    """Who lives and works keeps the message."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "m", "hello")
    turn = inbox.take(any_desk, id_)
    assert turn is not None
    for _ in range(4):
        clock.forward(seconds=inbox.LEASE.total_seconds() - 1)
        inbox.hold(any_desk, turn)
        assert inbox.take(any_desk, id_) is None


def test_what_is_put_off_keeps_its_place(any_desk: Desk, clock: SetClock) -> None:
    """A later message does not overtake one that waits for another try."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "1", "one")
    turn = inbox.take(any_desk, id_)
    assert turn is not None
    inbox.put_off(any_desk, turn, clock.now() + timedelta(seconds=3), failed=True, error="x")
    inbox.receive(any_desk, id_, "2", "two")
    assert inbox.take(any_desk, id_) is None
    clock.forward(seconds=3)
    again = inbox.take(any_desk, id_)
    assert again is not None and (again.message.text, again.message.failures) == ("one", 1)


def test_a_message_that_comes_during_an_answer_is_not_forgotten(any_desk: Desk) -> None:
    """Between the last look for more and the end of the work nothing slips through."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "1", "one")
    turn = inbox.take(any_desk, id_)
    assert turn is not None
    inbox.receive(any_desk, id_, "2", "two")
    assert inbox.settle(any_desk, turn, echo(turn)).more is True
    assert inbox.due(any_desk, 10) == [id_]


def test_told_once_until_the_answer(any_desk: Desk) -> None:
    """The honest line comes once for all that waits, and again only after an answer."""
    id_ = chat(any_desk)
    line = Line(Speaker.SYSTEM, "still working")
    assert inbox.tell(any_desk, id_, line) is False
    inbox.receive(any_desk, id_, "1", "one")
    assert [inbox.tell(any_desk, id_, line) for _ in range(2)] == [True, False]
    turn = inbox.take(any_desk, id_)
    assert turn is not None
    inbox.settle(any_desk, turn, echo(turn))
    assert inbox.tell(any_desk, id_, line) is False
    inbox.receive(any_desk, id_, "2", "two")
    assert inbox.tell(any_desk, id_, line) is True


def test_who_is_left_alone_is_found(any_desk: Desk, clock: SetClock) -> None:
    """A message that nobody took in time, whose buyer heard nothing; not one that is worked on, or was told."""
    left, taken, told = (chat(any_desk) for _ in range(3))
    for id_ in (left, taken, told):
        inbox.receive(any_desk, id_, "1", "one")
    assert inbox.take(any_desk, taken) and inbox.tell(any_desk, told, Line(Speaker.SYSTEM, "later"))
    patience = timedelta(seconds=4)
    clock.forward(seconds=3)
    assert inbox.unheard(any_desk, patience, 10) == []
    clock.forward(seconds=1)
    assert inbox.unheard(any_desk, patience, 10) == [left]


def test_an_ended_conversation_takes_and_answers_nothing(any_desk: Desk) -> None:
    """What was under way when it ended is dropped."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "1", "one")
    turn = inbox.take(any_desk, id_)
    assert turn is not None
    conversations.end(any_desk, id_)
    with pytest.raises(LeaseLost):
        inbox.settle(any_desk, turn, echo(turn))
    with pytest.raises(NotFound):
        inbox.receive(any_desk, id_, "2", "two")
    with any_desk.store.read() as unit:
        (one,) = unit.find(InboxMessage, message_id="1")
        assert one.state is InboxState.DEAD
        assert {one.text for one in unit.find(SentMessage)} == {""}


def test_an_ended_conversation_is_forgotten_by_the_dialogue(any_desk: Desk) -> None:
    """Its last message asks for that, is tried until it worked, and nothing is said to it."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "1", "one")
    conversations.end(any_desk, id_)
    assert inbox.due(any_desk, 10) == [id_]
    turn = inbox.take(any_desk, id_)
    assert turn is not None and turn.message.text == conversations.FORGET
    assert inbox.settle(any_desk, turn, echo(turn)).more is False
    assert inbox.due(any_desk, 10) == [] and inbox.take(any_desk, id_) is None
    with any_desk.store.read() as unit:
        assert {one.text for one in unit.find(SentMessage)} == {""}


@pytest.mark.slow
def test_many_workers_answer_each_message_once(any_desk: Desk) -> None:
    """Six workers, eight conversations, senders at the same time: each message is answered once, in order."""
    desk = replace(any_desk, clock=SystemClock())
    chats, texts = [chat(desk) for _ in range(8)], [str(number) for number in range(6)]
    end = time.monotonic() + 60

    def send(id_: str) -> None:
        for text in texts:
            inbox.receive(desk, id_, text, text)

    def work() -> None:
        while time.monotonic() < end and any(len(bot_lines(desk, id_)) < len(texts) for id_ in chats):
            for id_ in inbox.due(desk, 20):
                turn = inbox.take(desk, id_)
                if turn is not None:
                    inbox.settle(desk, turn, echo(turn))

    with ThreadPoolExecutor(10) as pool:
        for job in [*(pool.submit(send, id_) for id_ in chats), *(pool.submit(work) for _ in range(6))]:
            job.result()
    for id_ in chats:
        assert bot_lines(desk, id_) == [f"echo: {text}" for text in texts]
        numbers = Counter(one.number for one in delivery.since(desk, id_, 0))
        assert sorted(numbers) == list(range(1, 2 * len(texts) + 1)) and set(numbers.values()) == {1}
