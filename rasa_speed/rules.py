"""Which rules can apply at all, told from the last state alone; and no more states than the longest rule has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from rasa.core.policies.policy import SupportedData
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

from rasa_speed.history import last_states, plain

#: Where a state says what was done last, and what was said last.
PLACES = ((PREVIOUS_ACTION, ACTION_NAME), (USER, INTENT))

Keys = Callable[[RulePolicy, Mapping[str, str], list[Any]], set[str]]
States = Callable[..., list[Any]]
Index = Mapping[tuple[Any, ...], list[str]]


def sooner(stock: Keys) -> Keys:
    """Rasa matches each rule, state by state. Those that name another last action or intent need no such look."""

    def possible_keys(self: RulePolicy, lookup: Mapping[str, str], states: list[Any]) -> set[str]:
        if not states or not states[-1].get(PREVIOUS_ACTION):
            return stock(self, lookup, states)
        action, intent = (states[-1].get(kind, {}).get(name) for kind, name in PLACES)
        index = _index(self, lookup)
        near = {
            key: lookup[key]
            for did in {None, SHOULD_NOT_BE_SET, action}
            for said in {None, SHOULD_NOT_BE_SET, intent}
            for key in index.get((did, said), ())
        }
        return stock(self, near, states)

    return possible_keys


def fewer(stock: States) -> States:
    """The states that a rule can look at, not those of all turns. A rule that is longer fits whatever was before."""

    def prediction_states(
        self: RulePolicy,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: Any = None,
    ) -> list[Any]:
        if not _simple(self, tracker):
            return stock(self, tracker, domain, use_text_for_last_user_input, rule_only_data)
        states = last_states(tracker, domain, _longest(self))
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states

    return prediction_states


def _simple(policy: RulePolicy, tracker: DialogueStateTracker) -> bool:
    return (
        plain(tracker)
        and policy.featurizer.max_history is None
        and policy.supported_data() is not SupportedData.ML_DATA
        and not any(slot.influence_conversation for slot in tracker.slots.values())
    )


def _index(policy: RulePolicy, lookup: Mapping[str, str]) -> Index:
    """Rules by the last action and the last intent that they ask for. Kept with the policy, for that very lookup."""
    kept = policy.__dict__.setdefault("orderdesk_indexes", {})
    known, index = kept.get(id(lookup), (None, None))
    if known is not lookup:
        index = defaultdict(list)
        for key in lookup:
            last = policy._rule_key_to_state(key)[-1]
            index[tuple(last.get(kind, {}).get(name) or None for kind, name in PLACES)].append(key)
        kept[id(lookup)] = lookup, index
    return index


def _longest(policy: RulePolicy) -> int:
    """How many states the longest rule looks at."""
    kept = policy.__dict__.get("orderdesk_longest")
    if kept is None or kept[0] is not policy.lookup:
        rules = [key for kind in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH) for key in policy.lookup.get(kind, {})]
        kept = policy.lookup, max((len(policy._rule_key_to_state(key)) for key in rules), default=1)
        policy.__dict__["orderdesk_longest"] = kept
    return kept[1]
