"""The relay sends each due row at least once, puts off what fails, gives up in the end and keeps why."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.errors import BadInput, Unavailable
from orderdesk.facts import pack
from orderdesk.model import Customer, OutboxRow, OutboxState
from orderdesk.services.outbox import LEASE, LONGEST_RETRY, MAX_ATTEMPTS, deliver_due, pause
from tests.conftest import SetClock
from tests.notices.samples import SAMPLES

LETTER = "cancellation_withdrawn"


class Post:
    """A mailer that keeps what it gets, or raises what it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.trouble: Exception | None = None

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Keep the key."""
        if self.trouble:
            raise self.trouble
        self.sent.append(key)


@pytest.fixture
def post(desk: Desk) -> Post:
    """The desk's mailer."""
    post = Post()
    desk.__dict__["mailer"] = post
    return post


@pytest.fixture
def row(desk: Desk) -> OutboxRow:
    """A due letter to mia."""
    with desk.store.write() as unit:
        unit.add(Customer("c1", "mia", "Mia", "mia@example.com", "", "default", "en_US", "UTC"))
    return add(desk, "OB-1")


def add(desk: Desk, id_: str, letter: str = LETTER, channel: str = "email") -> OutboxRow:
    now = desk.clock.now()
    row = OutboxRow(
        id_,
        f"{letter}:{id_}:{channel}",
        channel,
        "c1",
        None,
        letter,
        pack(SAMPLES[LETTER]),
        OutboxState.PENDING,
        now,
        now,
    )
    with desk.store.write() as unit:
        unit.add(row)
    return row


def read(desk: Desk, id_: str = "OB-1") -> OutboxRow:
    with desk.store.read() as unit:
        row = unit.get(OutboxRow, id_)
    assert row
    return row


def test_a_due_row_is_sent_once(desk: Desk, row: OutboxRow, post: Post) -> None:
    """A letter goes out, is marked, and does not go out again."""
    assert deliver_due(desk) == 1
    assert deliver_due(desk) == 0
    assert post.sent == [f"mia-{row.key}"]
    assert (read(desk).state, read(desk).sent_at, read(desk).attempts) == (
        OutboxState.SENT,
        desk.clock.now(),
        1,
    )


def test_what_is_not_due_waits(desk: Desk, row: OutboxRow, post: Post, clock: SetClock) -> None:
    """A row with a later time, and one for another channel, are left alone."""
    with desk.store.write() as unit:
        unit.change(row, due_at=clock.now() + LEASE)
    add(desk, "OB-2", channel="chat")
    assert deliver_due(desk) == 0
    assert not post.sent


def test_trouble_puts_off_longer_and_longer(desk: Desk, row: OutboxRow, post: Post, clock: SetClock) -> None:
    """A mail server that is down is asked again after 5, 10, 20 … seconds, not in a tight loop."""
    post.trouble = Unavailable("down")
    for attempt in (1, 2, 3):
        assert deliver_due(desk) == 0
        assert read(desk).attempts == attempt
        assert read(desk).due_at == clock.now() + pause(attempt)
        assert deliver_due(desk) == 0
        assert read(desk).attempts == attempt
        clock.moment = read(desk).due_at
    post.trouble = None
    assert deliver_due(desk) == 1
    assert read(desk).error is None


def test_eight_failures_are_the_end(desk: Desk, row: OutboxRow, post: Post, clock: SetClock) -> None:
    """After eight attempts the row is dead, and says why."""
    post.trouble = Unavailable("the server is down")
    for _ in range(MAX_ATTEMPTS + 3):
        deliver_due(desk)
        clock.moment = max(read(desk).due_at, clock.moment)
    assert (read(desk).state, read(desk).attempts) == (OutboxState.DEAD, MAX_ATTEMPTS)
    assert "the server is down" in (read(desk).error or "")


def test_a_refusal_for_good_is_the_end_at_once(desk: Desk, row: OutboxRow, post: Post) -> None:
    """An address that does not exist is not tried eight times."""
    post.trouble = BadInput("no such mailbox")
    deliver_due(desk)
    assert (read(desk).state, read(desk).attempts) == (OutboxState.DEAD, 1)


@pytest.mark.parametrize("letter", ["no_such_letter", "refund_sent"])
def test_one_that_cannot_be_written_does_not_hold_up_the_others(
    desk: Desk, row: OutboxRow, post: Post, letter: str
) -> None:
    """A letter without template or with a missing fact dies alone."""
    add(desk, "OB-0", letter=letter)
    assert deliver_due(desk) == 1
    assert read(desk, "OB-0").state is OutboxState.DEAD
    assert read(desk).state is OutboxState.SENT


def test_a_crash_while_sending_loses_nothing(desk: Desk, row: OutboxRow, post: Post, clock: SetClock) -> None:
    """A worker that dies between sending and marking leaves the row due again, under the same key."""
    post.trouble = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        deliver_due(desk)
    post.trouble = None
    assert deliver_due(desk) == 0
    clock.moment += LEASE
    assert deliver_due(desk) == 1
    assert post.sent == [f"mia-{row.key}"]


def test_two_workers_send_one_letter(desk: Desk, row: OutboxRow, post: Post) -> None:
    """A row that another worker has claimed meanwhile is left to it."""
    inner = post.send

    def meanwhile(message: EmailMessage, *, key: str) -> None:
        assert deliver_due(desk) == 0
        inner(message, key=key)

    post.send = meanwhile  # type: ignore[method-assign]
    assert deliver_due(desk) == 1
    assert len(post.sent) == 1


def test_the_longest_pause_is_an_hour() -> None:
    """However often it failed, an hour is the longest wait."""
    assert pause(50) == LONGEST_RETRY
