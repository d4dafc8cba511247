"""The desk is put together from real parts, and touches nothing until it is used."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from orderdesk import ids
from orderdesk.bootstrap import open_desk
from orderdesk.clock import SystemClock
from orderdesk.settings import Settings


def test_opening_touches_nothing(tmp_path: Path) -> None:
    """No file, folder or connection is made before the store is used; then it works."""
    desk = open_desk(Settings(database_url=f"sqlite:///{tmp_path}/new/shop.db"))
    assert list(tmp_path.iterdir()) == []
    desk.store.migrate()
    desk.store.ping()
    assert (tmp_path / "new" / "shop.db").exists()


def test_parts_can_be_handed_in(tmp_path: Path) -> None:
    """A clock and a store of one's own are used as they are."""
    clock, store = SystemClock(), open_desk(Settings()).store
    desk = open_desk(Settings(), clock=clock, store=store)
    assert desk.clock is clock and desk.store is store
    assert desk.terms("default").market == "default"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings, the environment decides."""
    monkeypatch.setenv("ORDERDESK_PENDING_MINUTES", "9")
    assert open_desk().settings.pending_minutes == 9


def test_the_clock_is_aware_utc() -> None:
    """Now is now, in UTC."""
    now = SystemClock().now()
    assert now.tzinfo is timezone.utc
    assert abs(datetime.now(timezone.utc) - now) < timedelta(seconds=5)


def test_ids_can_be_read_out() -> None:
    """An id is its prefix and eight signs that nobody mistakes for others, and is not met twice."""
    made = {ids.new("CN") for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(r"CN-[0-9A-HJKMNP-TV-Z]{8}", one) for one in made)
    assert not set("ILOU") & set(ids.SIGNS) and len(set(ids.SIGNS)) == 32
