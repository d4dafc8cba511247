"""The parts that Rasa has no setting for: a method of its classes is replaced by one that does the same, sooner."""

from __future__ import annotations

import functools
from typing import Any

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig

from rasa_speed.connections import kept_session
from rasa_speed.levers import on
from rasa_speed.rules import sooner

_put_in: set[str] = set()


def put_in() -> None:
    """Make the replacements that are switched on, once. Called by our stores, which Rasa makes when it starts."""
    for name in on() & PATCHES.keys() - _put_in:
        PATCHES[name]()
        _put_in.add(name)


def validator() -> None:
    """The schema of action results is a constant. Rasa compiles and checks it anew at every action: most of a turn."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    compiled, stock = kind(schema), RemoteAction._validate_action_result

    def validate(self: RemoteAction, result: Any) -> bool:
        # What is wrong is told by Rasa, in its own words.
        return compiled.is_valid(result) or stock(self, result)

    RemoteAction._validate_action_result = validate


def events() -> None:
    """The class of a kind of event stays the same; names that nobody knows are not kept, for they raise."""
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=256)(Event.resolve_by_type))


def connections() -> None:
    """Rasa opens a connection for every action."""

    def session(self: EndpointConfig) -> aiohttp.ClientSession:
        return kept_session(self.headers, self.basic_auth)

    EndpointConfig.session = session


def domain() -> None:
    """No action of ours reads the domain; one that does says so in it (`send_domain: true`) and gets it."""
    RemoteAction._is_selective_domain_enabled = lambda self: True


def rules() -> None:
    """Most rules ask for another intent or another last action: told before they are matched state by state."""
    RulePolicy._get_possible_keys = sooner(RulePolicy._get_possible_keys)


PATCHES = {
    "validator": validator,
    "events": events,
    "connections": connections,
    "domain": domain,
    "rules": rules,
}
