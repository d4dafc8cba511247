"""What a tracker's events leave behind, read off them instead of playing them through a tracker again and again.

Rasa does that for every prediction and for every action. Here it is done where all events are of the kinds that a
conversation of ours is made of; with any other kind among them (something taken back, a loop) Rasa does it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

#: Kinds that take nothing back and start no loop.
PLAIN = frozenset(
    {
        ActionExecuted, BotUttered, ConversationPaused, ConversationResumed, DefinePrevUserUtteredFeaturization,
        SessionStarted, SlotSet, UserUttered,
    }
)  # fmt: skip


def plain(tracker: DialogueStateTracker) -> bool:
    """Whether the tracker is what its events, one after the other, make of it."""
    return tracker.active_loop is None and PLAIN.issuperset(map(type, tracker.events))


def applied(tracker: DialogueStateTracker) -> list[Event]:
    """`tracker.applied_events()` of a plain tracker: what came after the session's start."""
    events = list(tracker.events)
    start = next((i for i in reversed(range(len(events))) if type(events[i]) is SessionStarted), -1)
    return events[start + 1 :]


def last_states(tracker: DialogueStateTracker, domain: Domain, most: int) -> list[State]:
    """The last states of `domain.states_for_tracker_history` of a plain tracker whose slots influence nothing."""
    heard, done = UserUttered.empty(), None
    moments: list[tuple[UserUttered, ActionExecuted | None]] = []
    for event in applied(tracker):
        if type(event) is ActionExecuted:
            moments.append((heard, done))
            done = event
        elif type(event) is UserUttered:
            heard = event
    return [_state(domain, *moment) for moment in [*moments, (heard, done)][-most:]]


def _state(domain: Domain, heard: UserUttered, done: ActionExecuted | None) -> State:
    said = domain._get_user_sub_state(SimpleNamespace(latest_message=heard))
    return domain._clean_state({USER: said, PREVIOUS_ACTION: done.as_sub_state() if done else {}})


def reader(stock: Callable[[DialogueStateTracker], list[Event]]) -> Any:
    """`DialogueStateTracker.applied_events`."""

    def applied_events(self: DialogueStateTracker) -> list[Event]:
        return applied(self) if plain(self) else stock(self)

    return applied_events


def copier(stock: Callable[[DialogueStateTracker], DialogueStateTracker]) -> Any:
    """`DialogueStateTracker.copy`: what playing all events through a new tracker comes to."""

    def copy(self: DialogueStateTracker) -> DialogueStateTracker:
        if not plain(self):
            return stock(self)
        new: DialogueStateTracker = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new.events = self.events.copy()
        new.slots = {name: _same(slot) for name, slot in self.slots.items()}
        new.latest_action = dict(self.latest_action or {})
        new.sender_source = new.model_id = new.assistant_id = None
        new.__dict__.pop("stored_events", None)  # the tracker store's mark
        return new

    return copy


def _same(slot: Slot) -> Slot:
    """What `copy.copy` makes of a slot."""
    new: Slot = object.__new__(type(slot))
    new.__dict__.update(slot.__dict__)
    return new
