"""Messages that are stored together, on both databases: each is stored once or refused for itself."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.clock import SystemClock
from orderdesk.errors import BadInput, NotFound, StaleAction, Unavailable
from orderdesk.model import Conversation, InboxMessage, SentMessage, Speaker
from orderdesk.services import conversations, inbox, intake
from orderdesk.services.delivery import Line, append, since
from orderdesk.services.intake import MOST_WAITING, Arrival, Outcome, Receipt, TooManyWaiting, receive_all
from orderdesk.settings import Settings
from tests.conftest import SetClock


def chat(desk: Desk) -> str:
    return conversations.open_web(desk).conversation.id


def stored(desk: Desk) -> list[tuple[str, int, str]]:
    with desk.store.read() as unit:
        rows = unit.find(InboxMessage, order_by="position")
    return sorted((row.conversation_id, row.position, row.text) for row in rows)


def test_each_is_refused_for_itself(any_desk: Desk) -> None:
    """Of messages in one transaction the ones that are refused change nothing for the others."""
    good, full, over = (chat(any_desk) for _ in range(3))
    for number in range(MOST_WAITING - 1):
        inbox.receive(any_desk, full, str(number), "x")
    conversations.end(any_desk, over)
    before = len(stored(any_desk))
    outcomes = receive_all(
        any_desk,
        [Arrival("nobody", "a", "x"), Arrival(over, "a", "x"), Arrival(good, "a", "one"), Arrival(full, "a", "last"),
         Arrival(full, "b", "too much"), Arrival(good, "b", "two")],
    )  # fmt: skip
    refused = [type(one) for one in outcomes if not isinstance(one, Receipt)]
    assert refused == [NotFound, NotFound, TooManyWaiting]
    assert [one.message.text for one in outcomes if isinstance(one, Receipt)] == ["one", "last", "two"]
    assert [(one.number, one.text) for one in since(any_desk, good, 0)] == [(1, "one"), (2, "two")]
    assert len(stored(any_desk)) == before + 3


def test_the_same_message_twice_in_one_transaction(any_desk: Desk) -> None:
    """It is stored once, and both senders get its receipt; one of them may begin with it."""
    id_ = chat(any_desk)
    first, second = receive_all(any_desk, [Arrival(id_, "a", "x", seat=True)] * 2)
    assert isinstance(first, Receipt) and isinstance(second, Receipt)
    assert (first.new, second.new) == (True, False) and first.message == second.message
    assert first.turn is not None and second.turn is None and len(stored(any_desk)) == 1


def test_what_the_database_cannot_keep_fails_alone(any_desk: Desk) -> None:
    """A message that the whole transaction fails on takes no other with it."""
    one, other = chat(any_desk), chat(any_desk)
    bad, good = receive_all(any_desk, [Arrival(one, "a", "\0"), Arrival(other, "a", "x")])
    assert isinstance(bad, BadInput) and isinstance(good, Receipt)
    assert stored(any_desk) == [(other, 1, "x")]


def test_a_lost_race_costs_nothing(any_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database ends the batch in favour of somebody else, all messages are stored all the same."""
    ids = [chat(any_desk) for _ in range(3)]
    sound = intake._store

    def racing(desk: Desk, arrivals: Sequence[Arrival]) -> list[Outcome]:
        if len(arrivals) > 1:
            raise StaleAction("somebody else was faster")
        return sound(desk, arrivals)

    monkeypatch.setattr(intake, "_store", racing)
    outcomes = receive_all(any_desk, [Arrival(id_, "a", "x") for id_ in ids])
    assert all(isinstance(one, Receipt) and one.new for one in outcomes)
    others = [row for row in stored(any_desk) if row[2] == "x"]
    assert Counter(id_ for id_, _, _ in others) == Counter(ids)


def test_a_database_that_is_away_is_said_to_all(tmp_path: Path) -> None:
    """Nobody hears of a receipt, and nobody waits for one more try each."""
    desk = open_desk(Settings(database_url=f"sqlite:///{tmp_path}/none/such.db", var_dir=tmp_path))
    outcomes = receive_all(desk, [Arrival("a", "1", "x"), Arrival("b", "1", "x")])
    assert [type(one) for one in outcomes] == [Unavailable, Unavailable]


def test_a_message_is_taken_as_it_comes(any_desk: Desk) -> None:
    """Who has a seat for it holds it from the same moment on: nobody else gets it, and its answer is a first try."""
    id_ = chat(any_desk)
    (receipt,) = receive_all(any_desk, [Arrival(id_, "a", "x", seat=True)])
    assert isinstance(receipt, Receipt) and receipt.turn is not None and not receipt.turn.again
    assert inbox.take(any_desk, id_) is None and inbox.due(any_desk, 9) == []
    inbox.hold(any_desk, receipt.turn)
    inbox.settle(any_desk, receipt.turn, [Line(Speaker.BOT, "y", answers="a")])
    assert inbox.due(any_desk, 9) == []


def test_nothing_is_taken_past_what_waits(any_desk: Desk) -> None:
    """A seat is no use to a message behind another one, whether that waits, is held or was put off."""
    id_ = chat(any_desk)
    inbox.receive(any_desk, id_, "1", "one")
    second, third = receive_all(any_desk, [Arrival(id_, str(n), "x", seat=True) for n in (2, 3)])
    assert isinstance(second, Receipt) and isinstance(third, Receipt) and second.turn is third.turn is None
    turn = inbox.take(any_desk, id_)
    assert turn is not None and turn.message.text == "one"


def test_who_dies_with_a_message_that_was_taken_as_it_came(any_desk: Desk, clock: SetClock) -> None:
    """It was acknowledged, so another gateway answers it after the lease, and knows that it was tried."""
    id_ = chat(any_desk)
    receive_all(any_desk, [Arrival(id_, "a", "x", seat=True)])
    clock.forward(seconds=inbox.LEASE.total_seconds() + 0.1)
    assert inbox.due(any_desk, 9) == [id_]
    turn = inbox.take(any_desk, id_)
    assert turn is not None and turn.again


def test_the_next_message_is_taken_with_the_answer(any_desk: Desk) -> None:
    """Storing an answer hands out the conversation's next message under a lease of its own, until none is left."""
    id_ = chat(any_desk)
    for text in ("one", "two"):
        inbox.receive(any_desk, id_, text, text)
    first = inbox.take(any_desk, id_)
    assert first is not None
    second = inbox.settle(any_desk, first, [Line(Speaker.BOT, "1", answers="one")], go_on=True).turn
    assert second is not None and second.message.text == "two" and second.holder != first.holder
    assert not second.again and inbox.take(any_desk, id_) is None
    assert inbox.settle(any_desk, second, [Line(Speaker.BOT, "2", answers="two")], go_on=True).turn is None
    assert inbox.due(any_desk, 9) == []
    assert [row.text for row in since(any_desk, id_, 0) if row.sender is Speaker.BOT] == ["1", "2"]


def test_a_batch_waits_for_an_answer_that_is_being_stored(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored whole afterwards, and not message by message because one conversation had changed meanwhile."""

    def alone(*_: object) -> None:
        raise AssertionError("the batch fell apart")

    monkeypatch.setattr("orderdesk.services.intake._alone", alone)
    ids = [chat(any_desk) for _ in range(2)]
    outcomes: list[object] = []
    arrivals = [Arrival(id_, "a", "x") for id_ in ids]
    batch = threading.Thread(target=lambda: outcomes.extend(receive_all(any_desk, arrivals)))
    with any_desk.store.write() as unit:
        row = unit.get(Conversation, ids[0], hold=True)
        assert row is not None
        batch.start()
        time.sleep(0.3)
        append(any_desk, unit, row, [Line(Speaker.SELLER, "meanwhile")])
    batch.join(10)
    assert [type(one) for one in outcomes] == [Receipt, Receipt]
    assert [row.text for row in since(any_desk, ids[0], 0)] == ["meanwhile", "x"]


@pytest.mark.slow
def test_two_writers_at_once(any_desk: Desk) -> None:
    """Batches of two gateways over the same conversations, in opposite order: each message is stored once, numbered
    without a gap, and nobody waits for ever."""
    desk = replace(any_desk, clock=SystemClock())
    ids = [chat(desk) for _ in range(6)]

    def send(way: int) -> None:
        for number in range(4):
            arrivals = [Arrival(id_, f"{way}-{number}", "x") for id_ in ids[::way]]
            pending = arrivals
            while pending:
                pending = [
                    one
                    for one, outcome in zip(pending, receive_all(desk, pending), strict=True)
                    if not isinstance(outcome, Receipt)
                ]

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(send, way) for way in (1, -1)]:
            job.result(60)
    for id_ in ids:
        assert [one.number for one in since(desk, id_, 0)] == list(range(1, 9))
    with desk.store.read() as unit:
        assert unit.count(InboxMessage) == unit.count(SentMessage) == 48
