"""The parts that Rasa has no setting for: a method of its classes is replaced by one that does the same, sooner."""

from __future__ import annotations

import functools

import aiohttp
from rasa.core import processor
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from rasa_speed import graph, history, idle
from rasa_speed.connections import kept_session
from rasa_speed.levers import on
from rasa_speed.results import checked
from rasa_speed.rules import fewer, sooner

_put_in: set[str] = set()


def put_in() -> None:
    """Make the replacements that are switched on, once. Called by our stores, which Rasa makes when it starts."""
    for name in on() & PATCHES.keys() - _put_in:
        PATCHES[name]()
        _put_in.add(name)


def validator() -> None:
    """The schema of action results is a constant. Rasa compiles and checks it anew at every action: most of a turn."""
    RemoteAction._validate_action_result = checked(RemoteAction._validate_action_result)


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
    RulePolicy._prediction_states = fewer(RulePolicy._prediction_states)


def nodes() -> None:
    """The model's nodes are called one after the other, without a scheduler."""
    DaskGraphRunner.run = graph.run


def copies() -> None:
    """A tracker is copied as it is, and read as it is, where no event of it takes another one back."""
    DialogueStateTracker.copy = history.copier(DialogueStateTracker.copy)
    DialogueStateTracker.applied_events = history.reader(DialogueStateTracker.applied_events)


def waste() -> None:
    """Work whose result is known: slots that nothing fills, an empty domain, lines that no log takes."""
    ActionExtractSlots.run = idle.extract(ActionExtractSlots.run)
    Domain.is_empty = idle.emptiness()
    MessageProcessor._log_slots = staticmethod(idle.log_slots(MessageProcessor._log_slots))
    processor.copy = rule_policy.copy = idle.copying()


def resume() -> None:
    """`action_resume` says nothing where nothing waits: told from the tracker, without a call."""
    RemoteAction.run = idle.resume(RemoteAction.run)


PATCHES = {
    "validator": validator,
    "events": events,
    "connections": connections,
    "domain": domain,
    "rules": rules,
    "nodes": nodes,
    "copies": copies,
    "waste": waste,
    "resume": resume,
}
