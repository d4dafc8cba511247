"""Work of a turn that leads to nothing, and how that is known beforehand."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

#: The action that asks the open question once more, and what it looks at (actions/session.py).
RESUME, OPEN, MORE = "action_resume", ("question", "suspended"), "also"


def extract(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`ActionExtractSlots.run`: no slot is filled where actions of ours set every one of them."""

    async def run(self: ActionExtractSlots, channel: Any, nlg: Any, tracker: Any, domain: Domain) -> Any:
        return [] if _fills_nothing(domain) else await stock(self, channel, nlg, tracker, domain)

    return run


def _fills_nothing(domain: Domain) -> bool:
    """Looked up once for a domain."""
    known: bool | None = domain.__dict__.get("orderdesk_fills_nothing")
    if known is None:
        slots = [slot for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES]
        known = ACTION_VALIDATE_SLOT_MAPPINGS not in domain.user_actions and all(
            mapping.get("type") == "custom" and not mapping.get("action")
            for slot in slots
            for mapping in slot.mappings
        )
        domain.__dict__["orderdesk_fills_nothing"] = known
    return known


def emptiness() -> Callable[[Domain], bool]:
    """`Domain.is_empty`, without making an empty one for each message."""
    nothing = Domain.empty().as_dict()
    return lambda self: bool(self.as_dict() == nothing)


def log_slots(stock: Callable[[DialogueStateTracker], None]) -> Callable[[DialogueStateTracker], None]:
    """`MessageProcessor._log_slots`: written out only for a log that takes it."""

    def write(tracker: DialogueStateTracker) -> None:
        if _debugs():
            stock(tracker)

    return write


def _debugs() -> bool:
    return logging.getLogger("rasa").isEnabledFor(logging.DEBUG)


def copying() -> SimpleNamespace:
    """In place of `copy` in modules that copy for their debug lines only."""
    return SimpleNamespace(deepcopy=lambda value: copy.deepcopy(value) if _debugs() else value)


def resume(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`RemoteAction.run`: `action_resume` is not called where it would say nothing."""

    async def run(
        self: RemoteAction, channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Any
    ) -> Any:
        if self.name() == RESUME and nothing_waits(tracker):
            return []
        return await stock(self, channel, nlg, tracker, domain)

    return run


def nothing_waits(tracker: DialogueStateTracker) -> bool:
    """Whether no question is open or waiting, and the message asked for nothing else."""
    heard = tracker.latest_message
    asked = any(one.get("entity") == MORE for one in heard.entities or ()) if heard else False
    return not asked and all(tracker.get_slot(name) is None for name in OPEN)
