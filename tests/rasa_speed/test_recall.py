"""Events that were kept between turns: used only where they are the table's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_forget import forget
from rasa_speed import heads
from rasa_speed.recall import Recall
from rasa_speed.tracker_store import TailTrackerStore
from tests.rasa_speed.conftest import Switch
from tests.rasa_speed.test_tail import AFTER, DOMAIN, LISTEN, spoken


@pytest.fixture
def file(tmp_path: Path, switch: Switch) -> str:
    """A database, with all parts on."""
    switch("")
    return str(tmp_path / "tracker.db")


async def turn(store: TailTrackerStore, number: int, sender: str = "a") -> None:
    """A turn as Rasa's processor has it."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events(deserialise_events([LISTEN, *spoken(number, AFTER[:4])]), DOMAIN)
    await store.save(tracker)


async def loaded(store: TailTrackerStore) -> list[dict[str, Any]]:
    """The conversation's events as this store gives them."""
    tracker: DialogueStateTracker | None = await store.retrieve("a")
    return [event.as_dict() for event in tracker.events] if tracker else []


async def test_the_next_turn_reads_nothing_back(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a turn of its own a process goes on without reading, with the very events that reading would give."""
    store = TailTrackerStore(DOMAIN, db=file)
    await turn(store, 0)
    read: list[str] = []
    stock = heads.load
    monkeypatch.setattr(heads, "load", lambda *given: read.append(given[1]) or stock(*given))
    for number in range(1, 8):
        await turn(store, number)
        assert await loaded(store) == await loaded(TailTrackerStore(DOMAIN, db=file))
    assert len(read) == 7  # the fresh stores


async def test_two_servers_in_turns(file: str) -> None:
    """Another process that answered meanwhile is noticed: nothing is missing, nothing stored twice."""
    stores = [TailTrackerStore(DOMAIN, db=file) for _ in range(2)]
    for number in range(9):
        await turn(stores[number % 2], number)
    said = [event["text"] for event in await loaded(stores[0]) if event["event"] == "user"]
    assert said == [f"turn {number}" for number in range(9)]


async def test_a_long_conversation_gets_its_head_all_the_same(file: str) -> None:
    """What is kept does not grow for ever."""
    store = TailTrackerStore(DOMAIN, db=file)
    for number in range(40):
        await turn(store, number)
        users = [event for event in await loaded(store) if event["event"] == "user"]
        assert len(users) <= heads.MOST + 2


async def test_nothing_is_kept_of_what_was_forgotten(file: str) -> None:
    """Neither in the table nor in memory."""
    store = TailTrackerStore(DOMAIN, db=file)
    await turn(store, 0)
    await turn(store, 1, "b")
    forget(store, "a")
    assert await loaded(store) == [] and list(store.recall._known) == ["b"]


async def test_what_could_not_be_stored_is_not_recalled(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn whose events did not reach the table never happened."""
    store = TailTrackerStore(DOMAIN, db=file)
    await turn(store, 0)
    before = await loaded(store)
    with monkeypatch.context() as broken:
        broken.setattr("rasa_speed.tracker_store.INSERT", "no statement")
        with pytest.raises(Exception, match="no statement"):
            await turn(store, 1)
    assert await loaded(store) == before


def test_so_many_are_kept() -> None:
    """The one that was quiet for longest goes first."""
    recall = Recall(most=2)
    for sender in ("a", "b", "a", "c"):
        recall.keep(sender, [], [{"timestamp": 1.0}])
    assert list(recall._known) == ["a", "c"]


async def test_it_can_be_switched_off(file: str, switch: Switch) -> None:
    """Then nothing is kept."""
    switch("recall")
    store = TailTrackerStore(DOMAIN, db=file)
    await turn(store, 0)
    assert not store.recall._known
