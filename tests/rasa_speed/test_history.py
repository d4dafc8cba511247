"""What is read off a tracker's events is what playing them through a tracker gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_speed import history
from rasa_speed.rules import fewer

SLOT = {"type": "any", "mappings": [{"type": "custom"}], "influence_conversation": False}
DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["ask", "tell"],
        "entities": ["order"],
        "slots": {"question": SLOT},
        "forms": {"form": {"required_slots": []}},
        "actions": ["action_x", "action_y"],
    }
)
LISTEN = {"event": "action", "name": "action_listen"}


def said(intent: str, *entities: str) -> dict[str, Any]:
    """A message as it is stored."""
    found = [{"entity": name, "value": "5"} for name in entities]
    parsed = {"intent": {"name": intent, "confidence": 1.0}, "entities": found}
    return {"event": "user", "text": f"{intent} it", "parse_data": parsed}


COMMON = [
    LISTEN,
    said("ask"),
    said("tell", "order"),
    {"event": "user_featurization", "use_text_for_featurization": False},
    {"event": "action", "name": "action_x"},
    {"event": "action", "name": "action_y"},
    {"event": "slot", "name": "question", "value": {"name": "which"}},
    {"event": "slot", "name": "question", "value": None},
    {"event": "bot", "text": "hello"},
    {"event": "session_started"},
    {"event": "pause"},
    {"event": "resume"},
]
RARE = [
    {"event": "rewind"}, {"event": "undo"}, {"event": "restart"}, {"event": "reset_slots"},
    {"event": "followup", "name": "action_x"}, {"event": "active_loop", "name": "form"},
    {"event": "active_loop", "name": None}, {"event": "action", "name": "form"},
]  # fmt: skip
common = st.lists(st.sampled_from(COMMON), max_size=25)
anything = st.lists(st.sampled_from(COMMON) | st.sampled_from(COMMON + RARE), max_size=25)


def made_of(events: list[dict[str, Any]]) -> DialogueStateTracker:
    """A tracker after these events."""
    happened = [{**event, "timestamp": 1.0 + place} for place, event in enumerate(events)]
    return DialogueStateTracker.from_events("a", deserialise_events(happened), DOMAIN.slots)


def seen(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that a tracker holds; slots by what they hold."""
    state = {name: value for name, value in vars(tracker).items() if name not in ("slots", "active_loop")}
    return {**state, "slots": {name: vars(slot) for name, slot in tracker.slots.items()}}


@given(events=anything)
def test_a_copy_is_the_copy_that_rasa_makes(events: list[dict[str, Any]]) -> None:
    """Whatever happened before: all that the copy holds is what Rasa's holds."""
    tracker = made_of(events)
    copied = history.copier(DialogueStateTracker.copy)(tracker)
    assert seen(copied) == seen(DialogueStateTracker.copy(tracker))


@given(events=common)
def test_a_copy_is_not_the_tracker(events: list[dict[str, Any]]) -> None:
    """What happens to the copy does not happen to the tracker."""
    tracker = made_of(events)
    before = seen(made_of(events))
    copied = history.copier(DialogueStateTracker.copy)(tracker)
    for event in made_of([said("ask"), COMMON[6], COMMON[4], COMMON[10]]).events:
        copied.update(event)
    assert seen(tracker) == before


@given(events=anything)
def test_the_same_events_apply(events: list[dict[str, Any]]) -> None:
    """What was taken back, and what was before a session's start, is left out as Rasa leaves it out."""
    tracker = made_of(events)
    read: list[Event] = history.reader(DialogueStateTracker.applied_events)(tracker)
    assert read == DialogueStateTracker.applied_events(tracker)


@given(events=anything, by_text=st.booleans(), longest=st.integers(1, 4))
def test_the_last_states_are_the_last_of_all(
    events: list[dict[str, Any]], by_text: bool, longest: int
) -> None:
    """A policy sees the last states that it would see of all, as many as its longest rule has; or all of them."""
    policy = RulePolicy.__new__(RulePolicy)
    policy.__dict__["_Policy__featurizer"] = MaxHistoryTrackerFeaturizer(max_history=None)
    rule = (
        '[{"prev_action": {"action_name": "action_x"}}'
        + ', {"user": {"intent": "ask"}}' * (longest - 1)
        + "]"
    )
    policy.lookup = {RULES: {rule: "action_y"}}
    every = RulePolicy._prediction_states(policy, made_of(events), DOMAIN, by_text)
    found = fewer(RulePolicy._prediction_states)(policy, made_of(events), DOMAIN, by_text)
    plain = history.plain(made_of(events))
    assert found == (every[-longest:] if plain else every)


@pytest.mark.parametrize("event", RARE[:6], ids=lambda event: event["event"])
def test_what_takes_something_back_is_left_to_rasa(event: dict[str, Any]) -> None:
    """A tracker with such an event is none that can be read off."""
    assert history.plain(made_of([LISTEN, said("ask"), COMMON[4]]))
    assert not history.plain(made_of([LISTEN, said("ask"), COMMON[4], event]))
