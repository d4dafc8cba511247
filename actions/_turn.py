"""One turn as an action sees it: who speaks, what was heard, what is said, what is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._format import shown
from orderdesk.bootstrap import Desk
from orderdesk.errors import NotSignedIn
from orderdesk.facts import pack, unpack
from orderdesk.model import Customer
from orderdesk.services.who import Who

#: Channels that would print a card as it is.
PLAIN = frozenset({"cmdline"})


@dataclass(frozen=True)
class Choice:
    """A button: what it shows, what it sends, and the code it stands for."""

    label: str
    payload: str
    value: str = ""


@dataclass
class Turn:
    """Everything an action needs, and the events it leaves."""

    desk: Desk
    tracker: Tracker
    dispatcher: CollectingDispatcher
    speaker: Who | None
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def who(self) -> Who:
        """The proven buyer. Raises NotSignedIn."""
        if self.speaker is None:
            raise NotSignedIn(self.tracker.sender_id)
        return self.speaker

    @property
    def customer(self) -> Customer | None:
        """The proven buyer, if any."""
        return self.speaker.customer if self.speaker else None

    @property
    def text(self) -> str:
        """What was typed."""
        return self.tracker.latest_message.get("text") or ""

    @property
    def intent(self) -> str:
        """What it was understood as."""
        return self.tracker.latest_message.get("intent", {}).get("name") or ""

    def values(self, entity: str) -> list[Any]:
        """The values of an entity in this message, as found."""
        found = self.tracker.latest_message.get("entities") or []
        return [one["value"] for one in found if one["entity"] == entity]

    def value(self, entity: str) -> Any:
        """The first value of an entity in this message, or None."""
        return next(iter(self.values(entity)), None)

    def slot(self, name: str) -> Any:
        """A slot's value, with what this turn has set already."""
        for event in reversed(self.events):
            if event["event"] == "slot" and event["name"] == name:
                return unpack(event["value"])
        return unpack(self.tracker.get_slot(name))

    def remember(self, **slots: Any) -> None:
        """Set slots (facts keep their types)."""
        self.events.extend(SlotSet(name, pack(value)) for name, value in slots.items())

    def forget(self, journey: str) -> None:
        """Clear what a journey has gathered."""
        names = [name for name in self.tracker.slots if name.startswith(f"{journey}_")]
        self.remember(**dict.fromkeys(names))

    def say(
        self,
        response: str,
        *,
        buttons: Iterable[Choice] = (),
        card: dict[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        """Say a response of the domain (`utter_` is put before its name), its variables filled with facts."""
        if self.tracker.get_latest_input_channel() in PLAIN:
            card = None
        told = {name: _literal(shown(value, self.customer)) for name, value in facts.items()}
        shapes = [{"title": one.label, "payload": one.payload} for one in buttons]
        self.dispatcher.utter_message(
            response=f"utter_{response}", buttons=shapes or None, json_message=card, **told
        )


def _literal(text: str) -> str:
    """The text such that Rasa leaves it alone: it takes "0[" in a filled response for one of its own marks."""
    return text.replace("0[", "0\u2060[")
