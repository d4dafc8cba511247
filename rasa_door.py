"""Rasa's door for our gateway: POST /webhooks/private/webhook on loopback, named in credentials.yml.

    {"sender": conversation, "message": text, "message_id": id, "again": true|false}
    -> {"replies": [{"text", "buttons", "card", "response"}], "repeated": true|false}

Two promises that the stock REST channel does not make:

- A message is answered once. With "again" the door looks, under the conversation's lock, whether the last turn in the
  tracker was this message's; then it gives that turn's replies instead of running it anew.
- A turn is whole or not at all. Where an action could not be run, or the tracker could not be read or kept, nothing of
  the turn is kept and the status says why: 503 (a part cannot be reached) or 500 (an action failed). The stock channel
  would keep half a turn, and with its tracker out of reach talk on as if nothing had ever been said.

Several Rasa servers may stand behind one PostgreSQL: one turn of a conversation at a time among all of them.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from orderdesk.adapters.sql import patience
from orderdesk.adapters.sql.turn_lock import TurnLock
from orderdesk.adapters.sql.types import storable
from orderdesk.errors import BadInput, Unavailable
from orderdesk.services.conversations import FORGET
from orderdesk.settings import Settings
from rasa_forget import FORGOTTEN, forget

SENDER = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST = 4000
#: Statuses of an action server that is not there, or does not know us: trying later may help.
ABSENT = {401, 403, 502, 503, 504}
#: Seconds that the tracker's database may say nothing: Rasa's event loop stands still meanwhile.
TRACKER_ANSWER = 3.0

logger = logging.getLogger("orderdesk.door")
_whole_turns: ContextVar[bool] = ContextVar("whole_turns", default=False)
_running: set[asyncio.Task[Any]] = set()

OnMessage = Callable[[UserMessage], Awaitable[Any]]
Reply = dict[str, Any]


class TurnLost(BaseException):
    """An action could not be run. No Exception, because Rasa goes on after any of those and keeps half a turn."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class StrictEndpoint(EndpointConfig):
    """The action server as configured; turns of our door stop when it fails them."""

    def __init__(self, configured: EndpointConfig) -> None:
        """Takes over everything that was configured."""
        self.__dict__.update(configured.__dict__)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """What Rasa calls to run an action. Raises TurnLost in a turn of our door."""
        if not _whole_turns.get():
            return await super().request(*args, **kwargs)
        try:
            answer = await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == 400:  # the action rejects its execution, which is an answer
                raise
            raise TurnLost(503 if error.status in ABSENT else 500) from error
        except (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError) as error:
            raise TurnLost(503) from error
        if not isinstance(answer, dict):
            raise TurnLost(500)
        return answer


class StrictTrackers(FailSafeTrackerStore):
    """The tracker store as configured; turns of our door stop when it fails them, and are tried again later."""

    def __init__(self, configured: FailSafeTrackerStore) -> None:
        """Takes over everything that was configured."""
        self.__dict__.update(configured.__dict__)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Raises TurnLost in a turn of our door."""
        return await self._strictly(super().retrieve, self._tracker_store.retrieve, sender_id)

    async def retrieve_full_tracker(self, sender_id: str) -> DialogueStateTracker | None:
        """Raises TurnLost in a turn of our door."""
        full = self._tracker_store.retrieve_full_tracker
        return await self._strictly(super().retrieve_full_tracker, full, sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Raises TurnLost in a turn of our door."""
        await self._strictly(super().save, self._tracker_store.save, tracker)

    @staticmethod
    async def _strictly(lenient: Any, strict: Any, what: Any) -> Any:
        if not _whole_turns.get():
            return await lenient(what)
        try:
            return await strict(what)
        except Exception as error:
            logger.warning("the tracker cannot be used (%s)", type(error).__name__)
            raise TurnLost(503) from error


class Replies(OutputChannel):
    """Keeps what is said, each reply in one piece: text, buttons, card and the response's name."""

    def __init__(self) -> None:
        self.said: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "private"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Called by Rasa for each reply."""
        self.said.append(_reply(message))


class PrivateInput(InputChannel):
    """The door."""

    @classmethod
    def name(cls) -> str:
        """Part of its address."""
        return "private"

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Its two routes: is it there, and a message."""
        door = Blueprint("orderdesk_private", "orderdesk_private")
        patience.install(TRACKER_ANSWER)
        turns = TurnLock(Settings.from_env().tracker_url)

        @door.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @door.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = request.json
            if not _sound(body):
                return json({"error": "bad request"}, status=400)
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return json({"error": "no model"}, status=503)
            # A task of its own: a gateway that hangs up must not leave half a turn.
            task = asyncio.ensure_future(_turn(agent, body, turns))
            _running.add(task)
            task.add_done_callback(_forget)
            return await asyncio.shield(task)

        return door


async def _turn(agent: Agent, body: dict[str, Any], turns: TurnLock) -> HTTPResponse:
    _be_strict(agent)
    _whole_turns.set(True)
    try:
        async with agent.lock_store.lock(body["sender"]), turns.held(body["sender"]):
            if body["message"] == FORGET:
                forget(agent.tracker_store, body["sender"])
                return json({"replies": [FORGOTTEN], "repeated": False})
            earlier = await _earlier(agent, body) if body.get("again") else None
            if earlier is not None:
                return json({"replies": earlier, "repeated": True})
            channel = Replies()
            await agent.processor.handle_message(
                UserMessage(
                    body["message"], channel, body["sender"],
                    input_channel=channel.name(), message_id=body["message_id"],
                )
            )  # fmt: skip
    except TurnLost as lost:
        return json({"error": "a part failed"}, status=lost.status)
    except Unavailable:
        return json({"error": "tracker"}, status=503)
    except Exception:
        logger.exception("a turn failed")
        return json({"error": "failed"}, status=500)
    return json({"replies": channel.said, "repeated": False})


def _be_strict(agent: Agent) -> None:
    """Once, and again after Rasa has loaded another model."""
    configured = agent.processor.action_endpoint
    if configured is not None and not isinstance(configured, StrictEndpoint):
        agent.processor.action_endpoint = StrictEndpoint(configured)
    if not isinstance(agent.tracker_store, StrictTrackers):
        agent.tracker_store = StrictTrackers(agent.tracker_store)
    agent.processor.tracker_store = agent.tracker_store


async def _earlier(agent: Agent, body: dict[str, Any]) -> list[Reply] | None:
    """The replies to this message, if its turn is the last one in the tracker."""
    tracker: DialogueStateTracker | None = await agent.tracker_store.retrieve(body["sender"])
    said: list[Reply] = []
    for event in reversed(tracker.events if tracker else ()):
        if isinstance(event, BotUttered):
            said.append(_reply(event.message()))
        elif isinstance(event, UserUttered) and event.message_id:  # actions may put user events without one
            return said[::-1] if event.message_id == body["message_id"] else None
    return None


def _reply(message: dict[str, Any]) -> Reply:
    buttons = [{"label": one["title"], "payload": one["payload"]} for one in message.get("buttons") or []]
    return {
        "text": message.get("text") or "",
        "buttons": buttons,
        "card": message.get("custom") or None,
        "response": message.get("utter_action"),
    }


def _sound(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    texts = (body.get("sender"), body.get("message"), body.get("message_id"))
    if not all(isinstance(text, str) and text for text in texts):
        return False
    try:
        storable(body["message"])
    except BadInput:
        return False
    names = (body["sender"], body["message_id"])
    return all(map(SENDER.fullmatch, names)) and len(body["message"]) <= LONGEST


def _forget(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # read, so that nothing complains when the gateway has gone
