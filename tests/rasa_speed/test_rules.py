"""The sooner choice of rules is Rasa's choice."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rasa.core.policies.rule_policy import RulePolicy

from rasa_speed.rules import sooner

PREVIOUS = st.sampled_from(
    [{}, {"action_name": "action_listen"}, {"action_name": "action_x"}, {"action_name": "..."}]
)
USER = st.sampled_from(
    [{}, {"intent": "ask"}, {"intent": "tell"}, {"intent": "should_not_be_set"}, {"text": "ask"}]
)
SLOTS = st.sampled_from([{}, {"order": [1.0]}, {"order": "should_not_be_set"}])
STATE = st.fixed_dictionaries({"prev_action": PREVIOUS, "user": USER, "slots": SLOTS}).map(
    lambda state: {kind: value for kind, value in state.items() if value}
)
STATES = st.lists(STATE, min_size=1, max_size=3)


@given(rules=st.lists(STATES, max_size=12), said=st.lists(STATE, max_size=5))
def test_the_same_rules_are_possible(rules: list[Any], said: list[Any]) -> None:
    """Whatever the rules ask for and whatever was said: exactly those that Rasa finds are found."""
    policy = RulePolicy.__new__(RulePolicy)
    lookup = {json.dumps(rule, sort_keys=True): "action_x" for rule in rules}
    stock = RulePolicy._get_possible_keys
    assert sooner(stock)(policy, lookup, said) == stock(policy, lookup, said)
