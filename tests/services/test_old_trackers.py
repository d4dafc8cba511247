"""Rasa's trackers: those without an event for long go, however many there are, and no look reads them all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from orderdesk.adapters.sql import tracker
from orderdesk.adapters.sql.tracker import TrackerArchive
from orderdesk.bootstrap import Desk
from orderdesk.errors import Unavailable
from orderdesk.settings import tracker_beside

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
BEFORE = NOW - timedelta(days=30)


@pytest.fixture
def engine(desk: Desk) -> Iterator[sa.engine.Engine]:
    """An empty tracker, as Rasa makes it."""
    url = tracker_beside(desk.settings.database_url, desk.settings.var_dir)
    engine = sa.create_engine(url, future=True)
    kind = "SERIAL" if engine.dialect.name == "postgresql" else "INTEGER"
    with engine.begin() as made:
        made.exec_driver_sql(
            f"CREATE TABLE events (id {kind} PRIMARY KEY, sender_id TEXT, type_name TEXT, timestamp FLOAT, data TEXT)"
        )
    yield engine
    engine.dispose()


def write(engine: sa.engine.Engine, *events: tuple[str, float]) -> None:
    """(conversation, days before NOW), in the order in which Rasa wrote them."""
    with engine.begin() as connection:
        for name, days in events:
            at = (NOW - timedelta(days=days)).timestamp()
            connection.execute(
                sa.text("INSERT INTO events (sender_id, type_name, timestamp) VALUES (:name, 'user', :at)"),
                {"name": name, "at": at},
            )


def left(engine: sa.engine.Engine) -> set[str]:
    """The conversations that are still there."""
    with engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT DISTINCT sender_id FROM events").scalars())


def archive(engine: sa.engine.Engine) -> TrackerArchive:
    """What retention asks."""
    return TrackerArchive(engine.url.render_as_string(hide_password=False))


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three events a page, four pages a call: so that a few events are many."""
    monkeypatch.setattr(tracker, "PAGE", 3)
    monkeypatch.setattr(tracker, "PAGES", 4)


def test_exactly_the_silent_ones_go(engine: sa.engine.Engine) -> None:
    """Whatever the mixture, and in as many calls as there are pages at most."""
    rng = random.Random(7)
    names = [f"talk-{number}" for number in range(20)]
    days = sorted((rng.uniform(0, 60) for _ in range(120)), reverse=True)
    events = [(rng.choice(names[: 5 if day < 30 else 20]), day) for day in days]
    write(engine, *events)
    silent = {name for name, _ in events} - {name for name, day in events if day < 30}
    assert len(silent) > 5
    look = archive(engine)
    assert sum(look.expire(BEFORE) for _ in range(120 // 3)) == len(silent)
    assert left(engine) == {name for name, _ in events} - silent


def test_who_falls_silent_later_goes_later(engine: sa.engine.Engine) -> None:
    """A conversation that was passed while it went on is met again at its last event."""
    write(engine, ("long", 50), ("short", 45), ("long", 20))
    look = archive(engine)
    assert [look.expire(BEFORE), look.expire(BEFORE)] == [1, 0] and left(engine) == {"long"}
    assert look.expire(BEFORE + timedelta(days=9)) == 0
    assert look.expire(BEFORE + timedelta(days=11)) == 1 and left(engine) == set()


def test_what_could_not_be_deleted_is_met_again(
    engine: sa.engine.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database went away between the look and the deletion."""
    write(engine, ("old", 40))
    look = archive(engine)

    def gone(names: object) -> int:
        raise Unavailable("gone")

    with monkeypatch.context() as patch, pytest.raises(Unavailable):
        patch.setattr(look, "_delete", gone)
        look.expire(BEFORE)
    assert look.expire(BEFORE) == 1 and left(engine) == set()
