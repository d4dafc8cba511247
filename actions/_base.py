"""The base of all actions: a thread of its own, a time limit, and an honest line whatever happens."""

from __future__ import annotations

import asyncio
import logging
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._turn import Turn
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.errors import NotSignedIn, OrderdeskError
from orderdesk.services.who import Who, who

log = logging.getLogger(__name__)
TIME_LIMIT = 10.0  # seconds; the thread itself goes on to a clean end


@lru_cache(maxsize=1)
def desk() -> Desk:
    """The desk of this process, opened at the first use."""
    return open_desk()


class DeskAction(Action):
    """An action that handles one turn. `action_name` is Rasa's name of it; subclasses write `handle`."""

    action_name = ""
    #: What is said when the outcome is unknown; actions with an effect say so in their own words.
    error_response: str | None = None

    def name(self) -> str:
        """Rasa's name of the action."""
        return self.action_name

    def handle(self, turn: Turn) -> None:
        """Deal with the turn."""
        raise NotImplementedError

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Run `handle` in a thread. A client that hangs up cannot stop a transaction half-way."""
        return await asyncio.wait_for(asyncio.to_thread(self._turn, dispatcher, tracker), TIME_LIMIT)

    def _turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        turn = Turn(desk(), tracker, dispatcher, None)
        try:
            turn.speaker = _speaker(tracker)
            self.handle(turn)
        except OrderdeskError as error:
            turn.say(f"error_{self._code(error)}")
        except Exception:
            log.exception("%s failed in a turn", self.action_name)
            turn.say(f"error_{self.error_response or 'unknown'}")
        return turn.events

    def _code(self, error: OrderdeskError) -> str:
        return self.error_response if error.code == "unavailable" and self.error_response else error.code


def _speaker(tracker: Tracker) -> Who | None:
    try:
        return who(desk(), tracker.sender_id, tracker.latest_message.get("message_id"))
    except NotSignedIn:
        return None
