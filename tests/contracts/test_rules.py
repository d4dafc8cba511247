"""Every intent has one rule, every action exists, and only committed rows claim success."""

from __future__ import annotations

from collections import Counter

import pytest
from rasa_sdk.executor import ActionExecutor

from tests.contracts.domain import domain, rules

NOT_PREDICTED = {"action_default_fallback"}  # Rasa's own call


def intents() -> set[str]:
    return {name if isinstance(name, str) else next(iter(name)) for name in domain()["intents"]}


def test_every_intent_has_exactly_one_rule() -> None:
    """A message without a rule would fall through to Rasa's last resort."""
    counts = Counter(intent for _, found, _ in rules() for intent in found)
    assert {name for name in intents() if counts[name] != 1} == set()
    assert set(counts) - intents() == {"nlu_fallback"}


def test_actions_of_the_domain_and_of_the_code_are_the_same() -> None:
    """None is missing, none is left over."""
    executor = ActionExecutor()
    executor.register_package("actions")
    coded = {name for name in executor.actions if name.startswith("action_")}
    assert coded == set(domain()["actions"])
    used = {action for _, _, actions in rules() for action in actions if action.startswith("action_")}
    assert used | NOT_PREDICTED == coded


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule[0])
def test_success_is_said_only_by_the_action_that_committed(rule: tuple[str, list[str], list[str]]) -> None:
    """If an action fails the rule goes on, so no `utter_` may follow an action with an effect."""
    _, _, actions = rule
    effectful = [place for place, action in enumerate(actions) if action.startswith("action_")]
    assert not [a for a in actions[effectful[0] + 1 :] if a.startswith("utter_")] if effectful else True


def test_slots_never_influence_the_dialogue() -> None:
    """Rules are unconditional, and no message can set a slot: mappings are custom."""
    for name, slot in domain()["slots"].items():
        assert slot["influence_conversation"] is False, name
        assert [mapping["type"] for mapping in slot["mappings"]] == ["custom"], name
