"""What is left out would have led to nothing."""

from __future__ import annotations

import inspect
import logging
from typing import Any

import pytest
from rasa.core import processor
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.policies import rule_policy
from rasa.shared.core.constants import DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from actions import session
from nlu.importer import JourneyImporter
from orderdesk.running.paths import ROOT
from rasa_speed import idle
from rasa_speed.patches import put_in
from tests.rasa_speed.conftest import Switch

QUESTION = {"journey": "track", "name": "order"}
OURS = JourneyImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml")).get_domain()


def domain(mapping: dict[str, Any], *actions: str) -> Domain:
    """One with a slot that is filled so."""
    slots = {"order": {"type": "any", "mappings": [mapping]}}
    return Domain.from_dict(
        {
            "version": "3.1",
            "intents": ["ask"],
            "entities": ["number"],
            "slots": slots,
            "actions": list(actions),
        }
    )


def tracker(*events: Any) -> DialogueStateTracker:
    """One of our domain after a message and these events."""
    return DialogueStateTracker.from_events("a", list(events) or [UserUttered("x")], OURS.slots)


async def extracted(where: Domain) -> list[Any]:
    """What the action that fills slots makes of a number."""
    heard = UserUttered("7", {"name": "ask"}, [{"entity": "number", "value": "7"}])
    talk = DialogueStateTracker.from_events("a", [heard], where.slots)
    return list(await ActionExtractSlots(None).run(None, None, talk, where))


async def test_slots_that_rasa_fills_are_filled(switch: Switch) -> None:
    """Only where actions set every slot is there nothing to look for; ours do."""
    switch("")
    put_in()
    assert await extracted(domain({"type": "from_entity", "entity": "number"})) == [SlotSet("order", "7")]
    assert await extracted(domain({"type": "custom"})) == []
    assert idle._fills_nothing(OURS)
    assert not idle._fills_nothing(domain({"type": "custom", "action": "action_x"}, "action_x"))
    assert not idle._fills_nothing(domain({"type": "custom"}, "action_validate_slot_mappings"))
    assert DEFAULT_SLOT_NAMES, "these are Rasa's own"


@pytest.mark.parametrize("off", ["all", ""])
def test_an_empty_domain_is_empty(switch: Switch, off: str) -> None:
    """As Rasa sees it, before and after one has been looked at."""
    switch(off)
    put_in()
    for _ in range(2):
        assert Domain.empty().is_empty()
        assert not domain({"type": "custom"}).is_empty()


@pytest.mark.parametrize(
    ("talk", "nothing"),
    [
        (tracker(), True),
        (tracker(UserUttered("x"), SlotSet("question", QUESTION)), False),
        (tracker(UserUttered("x"), SlotSet("suspended", QUESTION)), False),
        (tracker(SlotSet("question", QUESTION), UserUttered("x"), SlotSet("question", None)), True),
        (tracker(UserUttered("x", {}, [{"entity": "also", "value": {"intent": "help"}}])), False),
        (tracker(UserUttered("x", {}, [{"entity": "number", "value": "7"}])), True),
    ],
    ids=["nothing", "open", "waiting", "answered", "asked for more", "an order"],
)
def test_it_is_called_where_something_waits(talk: DialogueStateTracker, nothing: bool) -> None:
    """An open question, a waiting one or a second request in the message is never passed over."""
    assert idle.nothing_waits(talk) is nothing


@pytest.mark.parametrize("module", [processor, rule_policy], ids=["processor", "rule_policy"])
def test_copies_for_a_log_are_made_for_a_log(
    switch: Switch, caplog: pytest.LogCaptureFixture, module: Any
) -> None:
    """Where debug lines are written they hold copies; these modules of Rasa copy for nothing else."""
    copies = [line for line in inspect.getsource(module).splitlines() if "copy." in line]
    assert copies and all("=copy.deepcopy(" in line for line in copies)
    switch("")
    put_in()
    value = {"a": ["b"]}
    for level, same in ((logging.INFO, True), (logging.DEBUG, False)):
        with caplog.at_level(level, "rasa"):
            copied = module.copy.deepcopy(value)
        assert copied == value and (copied is value) is same


async def test_only_this_action_is_left_out(switch: Switch) -> None:
    """Every other action is called whatever the tracker holds; and it too, where the part is off."""
    endpoint = EndpointConfig("http://127.0.0.1:1/webhook")
    for off, name, calls in (
        ("", "action_resume", False),
        ("", "action_x", True),
        ("resume", "action_resume", True),
    ):
        switch(off)
        put_in()
        action = RemoteAction(name, endpoint)
        if calls:
            with pytest.raises(RasaException, match="Failed to execute"):
                await action.run(None, None, tracker(), OURS)
        else:
            assert await action.run(None, None, tracker(), OURS) == []


def test_it_is_the_action_that_looks_at_these() -> None:
    """Whoever makes `action_resume` look at more is reminded of the part that foresees it."""
    assert session.Resume.action_name == idle.RESUME
    looked = inspect.getsource(session.Resume) + inspect.getsource(session.resume)
    assert {name for name in (*idle.OPEN, idle.MORE) if f'"{name}"' in looked} == {*idle.OPEN, idle.MORE}
    assert looked.count("turn.slot(") == len(idle.OPEN) and looked.count("turn.value") == 1
