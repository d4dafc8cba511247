"""Rows that only wait are looked at a page at a time: however many there are, those that come later are seen, too."""

from __future__ import annotations

import pytest

from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.services import conversations, deadlines, retention
from orderdesk.services.clock import tick
from orderdesk.services.pages import next_page
from orderdesk.services.retention import forget_old
from tests.conftest import SetClock
from tests.shop import Shop


def talks(desk: Desk, number: int) -> list[str]:
    """So many conversations of a platform, some of them opened at the same moment."""
    return [conversations.open_platform(desk, "telegram", str(one)).id for one in range(number)]


def look(desk: Desk, size: int) -> list[str]:
    """One look at them."""
    with desk.store.read() as unit:
        rows = next_page(
            desk, unit, "test", m.Conversation, "created_at", desk.clock.now(), size=size, expires_at=None
        )
        return [row.id for row in rows]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 10])
def test_every_row_once_a_round(desk: Desk, clock: SetClock, size: int) -> None:
    """Also those of one moment; and after the last page it begins again."""
    expected = set(talks(desk, 4))
    clock.forward(seconds=1)
    expected |= {conversations.open_platform(desk, "telegram", f"later {one}").id for one in range(3)}
    for _ in range(2):
        seen: list[str] = []
        while page := look(desk, size):
            seen += page
            if len(page) < size:
                break
        assert sorted(seen) == sorted(expected)


def test_those_that_go_on_hide_nobody(desk: Desk, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Retention: more conversations that go on than one look sees, and a silent one after them."""
    from orderdesk.services import inbox

    monkeypatch.setattr(retention, "ENDLESS", 3)
    busy = talks(desk, 7)
    clock.forward(seconds=1)
    silent = conversations.open_platform(desk, "telegram", "silent").id
    clock.forward(days=29)
    for talk in busy:
        inbox.receive(desk, talk, "m1", "hello")
    clock.forward(days=2)
    assert sum(forget_old(desk) for _ in range(3)) == 1
    with desk.store.read() as unit:
        left = {row.id for row in unit.find(m.Conversation)}
    assert left == set(busy) and silent not in left


def test_arrivals_behind_many_that_wait(
    real: Desk, shop: Shop, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice is told though more than a page of older ones waits."""
    monkeypatch.setattr(deadlines, "WATCHES", 2)
    buyer = shop.buyer()
    for state in (*["IN_TRANSIT"] * 5, "DELIVERED"):
        number = shop.order(buyer, state)
        with real.store.write() as unit:
            unit.add(m.Watch(f"W-{number}", number, buyer.customer.id, buyer.conversation, clock.now(), None))
        clock.forward(seconds=1)
    assert [tick(real).counts["arrivals_told"] for _ in range(3)] == [0, 0, 1]
    assert [row.order_id for row in shop.rows(m.Watch) if row.fired_at] == [number]
