"""Lines on their way to a platform, on both databases: in order, by one bearer at a time, none lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, Speaker, Undelivered
from orderdesk.services import carrying, conversations, inbox, links
from orderdesk.services.again import LeaseLost
from orderdesk.services.carrying import LEASE, Load
from orderdesk.services.delivery import Line, append
from tests.conftest import SetClock

CHANNELS = ("telegram",)


def chat(desk: Desk, *texts: str) -> str:
    """A conversation of a platform with these lines to bring."""
    id_ = conversations.open_platform(desk, "telegram", "501").id
    say(desk, id_, *texts)
    return id_


def say(desk: Desk, id_: str, *texts: str) -> None:
    with desk.store.write() as unit:
        append(desk, unit, row(desk, id_), [Line(Speaker.BOT, text) for text in texts])


def row(desk: Desk, id_: str) -> Conversation:
    with desk.store.read() as unit:
        found = unit.get(Conversation, id_)
    assert found is not None
    return found


def claimed(desk: Desk, id_: str) -> Load:
    load = carrying.claim(desk, id_)
    assert load is not None
    return load


def test_one_bearer_at_a_time(any_desk: Desk) -> None:
    """Of many that want to bring a conversation's lines at once, one gets them."""
    id_ = chat(any_desk, "one", "two")
    with ThreadPoolExecutor(6) as pool:
        loads = [load for load in pool.map(lambda _: carrying.claim(any_desk, id_), range(6)) if load]
    assert [[line.text for line in load.lines] for load in loads] == [["one", "two"]]
    assert carrying.due(any_desk, CHANNELS, 10) == [] and not loads[0].again


def test_who_dies_loses_the_claim(any_desk: Desk, clock: SetClock) -> None:
    """After the lease another goes on behind the last line that was marked, and knows that the next may be there."""
    id_ = chat(any_desk, "one", "two")
    dead = claimed(any_desk, id_)
    marked = carrying.delivered(any_desk, dead.conversation, 1)
    clock.forward(seconds=LEASE.total_seconds() + 0.1)
    other = claimed(any_desk, id_)
    assert [line.text for line in other.lines] == ["two"] and other.again
    for late in (lambda: carrying.delivered(any_desk, marked, 2), lambda: carrying.finish(any_desk, marked)):
        with pytest.raises(LeaseLost):
            late()


def test_a_line_that_comes_meanwhile(any_desk: Desk) -> None:
    """What is written while others are brought is brought next, and is nobody's second try."""
    id_ = chat(any_desk, "one")
    load = claimed(any_desk, id_)
    say(any_desk, id_, "two")
    carrying.finish(any_desk, carrying.delivered(any_desk, load.conversation, 1))
    assert carrying.due(any_desk, CHANNELS, 10) == [id_]
    after = claimed(any_desk, id_)
    assert [line.text for line in after.lines] == ["two"] and not after.again
    carrying.finish(any_desk, carrying.delivered(any_desk, after.conversation, 2))
    assert row(any_desk, id_).carry_at is None and carrying.claim(any_desk, id_) is None


def test_put_off(any_desk: Desk, clock: SetClock) -> None:
    """What is put off is due when its pause is over, and keeps its place before later lines."""
    id_ = chat(any_desk, "one")
    carrying.put_off(any_desk, claimed(any_desk, id_).conversation, timedelta(seconds=5))
    say(any_desk, id_, "two")
    assert carrying.claim(any_desk, id_) is None
    clock.forward(seconds=5)
    load = claimed(any_desk, id_)
    assert [line.text for line in load.lines] == ["one", "two"] and load.again


def test_pauses_grow() -> None:
    """1, 2, 4 … seconds, five minutes at most; what the platform asks for is waited for, ten minutes at most."""
    seconds = [carrying.pause(tries, None).total_seconds() for tries in (0, 1, 2, 3, 30)]
    assert seconds == [1, 1, 2, 4, 300]
    assert [carrying.pause(1, asked).total_seconds() for asked in (90, 3600, float("inf"))] == [90, 600, 600]


def test_a_clock_that_jumps_back_holds_nothing_up(any_desk: Desk, clock: SetClock) -> None:
    """What was put off or claimed before the jump is brought at once, not when the clock gets there again."""
    id_ = chat(any_desk, "one")
    carrying.put_off(any_desk, claimed(any_desk, id_).conversation, carrying.pause(9, None))
    assert carrying.due(any_desk, CHANNELS, 10) == [] and carrying.claim(any_desk, id_) is None
    clock.forward(hours=-1)
    assert carrying.due(any_desk, CHANNELS, 10) == [id_]
    assert [line.text for line in claimed(any_desk, id_).lines] == ["one"]


def test_what_is_undeliverable_is_kept_once(any_desk: Desk) -> None:
    """The row names the line and why; the lines after it are brought."""
    id_ = chat(any_desk, "one", "two")
    load = claimed(any_desk, id_)
    after = carrying.bury(any_desk, load.conversation, load.lines[0], "Undeliverable: 403")
    carrying.finish(any_desk, after)
    with any_desk.store.read() as unit:
        assert [(one.number, one.error) for one in unit.find(Undelivered)] == [(1, "Undeliverable: 403")]
    assert [line.text for line in claimed(any_desk, id_).lines] == ["two"]


def test_the_end_of_a_conversation_ends_its_deliveries(any_desk: Desk) -> None:
    """Signing out while lines are under way: the old ones stop, the goodbye goes out in the new conversation."""
    id_ = chat(any_desk, "one", "two")
    load = claimed(any_desk, id_)
    fresh = links.sign_out(any_desk, row(any_desk, id_), "501", Line(Speaker.SYSTEM, "bye"))
    with pytest.raises(LeaseLost):
        carrying.delivered(any_desk, load.conversation, 1)
    assert carrying.due(any_desk, CHANNELS, 10) == [fresh.id]
    assert conversations.open_platform(any_desk, "telegram", "501").id == fresh.id


def test_the_web_has_no_bearer(any_desk: Desk) -> None:
    """Lines of the widget are read by it; nobody brings them."""
    id_ = conversations.open_web(any_desk).conversation.id
    inbox.receive(any_desk, id_, "m", "hello")
    say(any_desk, id_, "hi")
    assert row(any_desk, id_).carry_at is None
