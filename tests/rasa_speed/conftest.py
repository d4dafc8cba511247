"""Switching the parts on and off within one process; what was replaced in Rasa is put back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rasa_speed import levers, patches

Switch = Callable[[str], None]
REPLACED = (
    (patches.RemoteAction, "_validate_action_result"),
    (patches.RemoteAction, "_is_selective_domain_enabled"),
    (patches.RemoteAction, "run"),
    (patches.RulePolicy, "_get_possible_keys"),
    (patches.RulePolicy, "_prediction_states"),
    (patches.DaskGraphRunner, "run"),
    (patches.DialogueStateTracker, "copy"),
    (patches.DialogueStateTracker, "applied_events"),
    (patches.ActionExtractSlots, "run"),
    (patches.Domain, "is_empty"),
    (patches.MessageProcessor, "_log_slots"),
    (patches.processor, "copy"),
    (patches.rule_policy, "copy"),
    (patches.Event, "resolve_by_type"),
    (patches.EndpointConfig, "session"),
)
#: As Rasa has them: read while tests are collected, before any test makes a store, which puts the parts in.
STOCK = [(owner, name, owner.__dict__.get(name)) for owner, name in REPLACED]


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Switch]:
    """`switch("tail,lock")`: these are off from now on, all others on."""

    def back() -> None:
        for owner, name, value in STOCK:
            if value is not None:
                setattr(owner, name, value)
            elif name in owner.__dict__:  # Rasa's is the base class's
                delattr(owner, name)
        patches._put_in.clear()
        levers.on.cache_clear()

    def choose(off: str) -> None:
        back()
        monkeypatch.setenv(levers.VARIABLE, off)

    yield choose
    back()
