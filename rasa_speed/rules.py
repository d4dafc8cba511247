"""Which rules can apply at all, told from the last state alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

#: Where a state says what was done last, and what was said last.
PLACES = ((PREVIOUS_ACTION, ACTION_NAME), (USER, INTENT))

Keys = Callable[[RulePolicy, Mapping[str, str], list[Any]], set[str]]


def sooner(stock: Keys) -> Keys:
    """Rasa matches each rule, state by state. Those that name another last action or intent need no such look."""

    def possible_keys(self: RulePolicy, lookup: Mapping[str, str], states: list[Any]) -> set[str]:
        if not states or not states[-1].get(PREVIOUS_ACTION):
            return stock(self, lookup, states)
        now = [states[-1].get(kind, {}).get(name) for kind, name in PLACES]
        return stock(self, {key: lookup[key] for key in lookup if _may_apply(self, key, now)}, states)

    return possible_keys


def _may_apply(policy: RulePolicy, key: str, now: list[Any]) -> bool:
    last = policy._rule_key_to_state(key)[-1]
    asked = (last.get(kind, {}).get(name) for kind, name in PLACES)
    return all(
        not value or value in (SHOULD_NOT_BE_SET, said) for value, said in zip(asked, now, strict=True)
    )
