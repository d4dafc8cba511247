"""Trouble of one machine: a full disk, a broken file, a clock that jumps back."""

from __future__ import annotations

import os
import resource
from datetime import timedelta
from pathlib import Path

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.errors import Unavailable
from orderdesk.model import OrderStatus
from orderdesk.services import cancel, conversations, inbox
from orderdesk.services.sessions import open_session
from orderdesk.settings import Settings
from tests.conftest import SetClock
from tests.faults.outage import Say, outage
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.shop import Shop

GOAL = "a clear error, nothing lost"


def disk_full(stack: Stack, seconds: float, say: Say) -> Row:
    """No program may make a file longer than it is (the kernel refuses, as it does when a disk is full)."""
    pids = [stack.pid(name) for name in ("gateway", "actions", "rasa")]
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]

    def fill() -> None:
        say("  the disk is full")
        for pid, (_, hard) in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))

    def empty() -> None:
        for pid, limits in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

    return outage(stack, "disk full", fill, empty, seconds)


def corrupt_file(folder: Path) -> Row:
    """The database file's first page is overwritten: every question says so, and the file that is put back is whole."""
    desk = _desk(folder, SetClock())
    conversation, number = _asked(desk)
    desk.store.close()
    file = folder / "desk.db"
    whole = file.read_bytes()
    for beside in folder.glob("desk.db-*"):
        beside.unlink()
    file.write_bytes(os.urandom(4096) + whole[4096:])
    wrong = [_error(folder, conversation) for _ in range(3)]
    file.write_bytes(whole)
    desk = _desk(folder, SetClock())
    kept = Shop(desk).case(number).order.status is OrderStatus.ON_HOLD and len(inbox.due(desk, 9)) == 1
    good = wrong == ["Unavailable"] * 3 and kept
    return Row(
        "corrupt SQLite file",
        "SQLite",
        f"errors: {', '.join(wrong)}; after restoring whole: {kept}",
        GOAL,
        good,
    )


def clock_back(folder: Path) -> Row:
    """The clock jumps back an hour in mid-turn: the message is answered at once, money moves once."""
    clock = SetClock()
    desk = _desk(folder, clock)
    conversation, number = _asked(desk)
    assert inbox.take(desk, conversation) is not None  # somebody takes it and dies
    shop = Shop(desk)
    buyer = shop.buyer()
    order = shop.order(buyer, "ON_HOLD")
    pending = cancel.check(desk, shop.who(buyer), order, (), "created_by_mistake").pending
    assert pending is not None
    clock.forward(hours=-1)
    taken = inbox.due(desk, 9) == [conversation] and inbox.take(desk, conversation) is not None
    done = [cancel.submit(desk, shop.who(buyer), pending.id).repeated for _ in range(2)]
    clock.forward(hours=1)
    again = cancel.submit(desk, shop.who(buyer), pending.id).repeated
    case = shop.case(order)
    good = taken and done == [False, True] and again and len(case.refunds) == 1
    seen = f"the waiting message is taken: {taken}; three presses of yes: {len(case.refunds)} refund"
    return Row("clock jumps back an hour", "SQLite", seen, GOAL, good, {"order": number})


def _desk(folder: Path, clock: SetClock) -> Desk:
    url = f"sqlite:///{folder}/desk.db"
    desk = open_desk(Settings(database_url=url, var_dir=folder, seller_delay=0), clock=clock)
    desk.store.migrate()
    return desk


def _asked(desk: Desk) -> tuple[str, str]:
    """A conversation with a message that nobody has answered, and the buyer's order."""
    shop = Shop(desk)
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", ago=timedelta(minutes=5))
    opened = conversations.open_web(desk)
    open_session(desk, buyer.customer.handle, conversation_id=opened.conversation.id)
    inbox.receive(desk, opened.conversation.id, "m1", "where is my order")
    return opened.conversation.id, number


def _error(folder: Path, conversation: str) -> str:
    url = f"sqlite:///{folder}/desk.db"
    desk = open_desk(Settings(database_url=url, var_dir=folder))
    try:
        inbox.receive(desk, conversation, "m2", "hello")
    except Exception as error:
        return "Unavailable" if isinstance(error, Unavailable) else type(error).__name__
    finally:
        desk.store.close()
    return "no error"
