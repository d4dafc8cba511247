"""The bounded store against Rasa's own: the same rows, and after any conversation the same state."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_forget import forget
from rasa_speed import heads
from rasa_speed.tracker_store import TailTrackerStore
from tests import postgres
from tests.rasa_speed.conftest import Switch

SLOTS = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("order", "question")}
DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["ask"],
        "slots": {**SLOTS, "page": {"type": "float", "initial_value": 0.0, "mappings": [{"type": "custom"}]}},
        "forms": {"form": {"required_slots": []}},
        "actions": ["action_x"],
    }
)
Event = dict[str, Any]

LISTEN: Event = {"event": "action", "name": "action_listen"}
AFTER: list[Event] = [
    {"event": "slot", "name": "order", "value": {"id": "5"}},
    {"event": "slot", "name": "order", "value": None},
    {"event": "slot", "name": "question", "value": "which?"},
    {"event": "slot", "name": "page", "value": 2.0},
    {"event": "bot", "text": "hello", "data": {"buttons": [{"title": "a", "payload": "/b"}]}},
    {"event": "action", "name": "action_x"},
    {"event": "active_loop", "name": "form"},
    {"event": "active_loop", "name": None},
    {"event": "loop_interrupted", "is_interrupted": True},
    {"event": "rewind"},
    {"event": "undo"},
    {"event": "reset_slots"},
    {"event": "restart"},
    {"event": "pause"},
    {"event": "resume"},
    {"event": "followup", "name": "action_x"},
    {"event": "session_started"},
]
#: A conversation's turns, each by what follows the user's words; the common things are the likelier ones.
turns = st.lists(
    st.lists(st.sampled_from(AFTER[:6]) | st.sampled_from(AFTER), max_size=5), min_size=1, max_size=20
)


def spoken(number: int, after: list[Event]) -> list[Event]:
    """A turn's events. It takes back one thing at most, as actions do."""
    back = [i for i, event in enumerate(after) if event["event"] in ("rewind", "undo")]
    after = [event for i, event in enumerate(after) if i not in back[1:]]
    intent = {"name": "ask", "confidence": 1.0}
    user = {"event": "user", "text": f"turn {number}", "parse_data": {"intent": intent, "entities": []}}
    return [user, {"event": "action", "name": "action_x"}, *after, LISTEN]


def state(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    """What an action, a policy or the next turn can see of it, but for the events."""
    assert tracker is not None
    seen = tracker.current_state()
    loop = tracker.active_loop
    return {
        **{name: seen[name] for name in ("slots", "paused", "followup_action", "latest_action_name")},
        "said": tracker.latest_message and tracker.latest_message.text,
        "loop": dataclasses.asdict(loop) | {"trigger_message": None} if loop else None,
        "last": [event.type_name for event in list(tracker.events)[-3:]],
    }


async def talk(stores: list[TrackerStore], conversation: list[list[Event]]) -> None:
    """The same turns through each store, as Rasa's processor uses it; after each they must agree."""
    sender = uuid.uuid4().hex
    start = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}, LISTEN]
    for number, after in enumerate(conversation):
        happens = (start if number == 0 else []) + spoken(number, after)
        for moment, event in enumerate(happens):
            event = {**event, "timestamp": 1000.0 * number + moment + 1}  # Rasa takes 0 for none
            happens[moment] = event
        for store in stores:
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            tracker.update_with_events(deserialise_events(happens), DOMAIN, override_timestamp=False)
            await store.save(tracker)
        seen = [state(await store.retrieve(sender)) for store in stores]
        assert seen[0] == seen[1]
    assert rows(stores[0], sender) == rows(stores[1], sender)


def rows(store: Any, sender: str) -> list[Any]:
    """What is in the table, but for the keys."""
    columns = [one for one in heads.events.c if one.name != "id"]
    wanted = sa.select(*columns).where(heads.events.c.sender_id == sender).order_by(heads.events.c.id)
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(
    request: pytest.FixtureRequest, tmp_path: Path, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[TrackerStore]]:
    """Rasa's own store and ours, on a database each."""
    switch("")
    monkeypatch.setattr(heads, "KEPT", 2)
    monkeypatch.setattr(heads, "MOST", 3)  # so that short conversations have heads upon heads
    if request.param == "sqlite":
        yield [
            SQLTrackerStore(DOMAIN, db=str(tmp_path / "stock.db")),
            TailTrackerStore(DOMAIN, db=str(tmp_path / "tail.db")),
        ]
        return
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    with postgres.server(programs) as url:
        yield [SQLTrackerStore(DOMAIN, db=str(tmp_path / "stock.db")), TailTrackerStore(DOMAIN, host=url)]


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(conversation=turns)
def test_after_any_conversation_both_stores_know_the_same(
    stores: list[TrackerStore], conversation: list[list[Event]]
) -> None:
    """Slots, question, form, pause, session, restart, what was taken back: whatever happened, and however long ago."""
    asyncio.run(talk(stores, conversation))


async def test_a_long_conversation_is_loaded_in_part(tmp_path: Path, switch: Switch) -> None:
    """However long, only the last turns are loaded; all of it is stored, and can be had in full."""
    switch("")
    store = TailTrackerStore(DOMAIN, db=str(tmp_path / "tail.db"))
    turns_of = [[{"event": "slot", "name": "order", "value": "first"}], *[[AFTER[4]]] * 59]
    for number, after in enumerate(turns_of):
        tracker = await store.get_or_create_tracker("a", append_action_listen=False)
        tracker.update_with_events(deserialise_events([LISTEN, *spoken(number, after)]), DOMAIN)
        await store.save(tracker)
    loaded = await store.retrieve("a")
    assert loaded is not None and loaded.get_slot("order") == "first"
    assert sum(event.type_name == "user" for event in loaded.events) <= heads.MOST + 2  # the head has two
    full = await store.retrieve_full_tracker("a")
    assert full is not None and sum(event.type_name == "user" for event in full.events) == 60


async def test_it_can_be_switched_off_and_on_again(tmp_path: Path, switch: Switch) -> None:
    """A conversation goes on through both stores in turns, and nothing of it is lost or stored twice."""
    for number in range(45):
        switch("tail" if number % 3 == 0 else "")
        store = TailTrackerStore(DOMAIN, db=str(tmp_path / "tail.db"))
        tracker = await store.get_or_create_tracker("a", append_action_listen=False)
        tracker.update_with_events(deserialise_events([LISTEN, *spoken(number, [])]), DOMAIN)
        await store.save(tracker)
    said = [json.loads(row[-1]).get("text") for row in rows(store, "a") if row[1] == "user"]
    assert said == [f"turn {number}" for number in range(45)]


async def test_what_is_forgotten_leaves_no_head(tmp_path: Path, switch: Switch) -> None:
    """A conversation that was wiped begins anew: nothing of it is remembered in a head."""
    switch("")
    store = TailTrackerStore(DOMAIN, db=str(tmp_path / "tail.db"))
    for number in range(30):
        tracker = await store.get_or_create_tracker("a", append_action_listen=False)
        tracker.update_with_events(deserialise_events([LISTEN, *spoken(number, [AFTER[2]])]), DOMAIN)
        await store.save(tracker)
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(heads.heads)).all()
    forget(store, "a")
    with store.engine.connect() as connection:
        assert not connection.execute(sa.select(heads.heads)).all()
    assert await store.retrieve("a") is None


async def test_a_strange_sender_ends_nothing(tmp_path: Path, switch: Switch) -> None:
    """Rasa's own store ends the whole server when a sender cannot be written; ours raises."""
    switch("")
    store = TailTrackerStore(DOMAIN, db=str(tmp_path / "tail.db"))
    with pytest.raises(UnicodeEncodeError):
        await store.retrieve("\ud800")
    with pytest.raises(UnicodeEncodeError):
        await store.retrieve_full_tracker("\ud800")
