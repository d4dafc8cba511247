"""Takes messages from the inbox to Rasa: one at a time within a conversation, many conversations at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from datetime import timedelta
from typing import Any, Protocol

from gateway.bell import Bell
from gateway.logs import event
from gateway.metrics import Metrics
from gateway.rasa import TurnFailed
from gateway.settings import GatewaySettings
from gateway.words import said
from orderdesk.bootstrap import Desk
from orderdesk.errors import OrderdeskError, Unavailable
from orderdesk.model import InboxState, Speaker
from orderdesk.services import inbox
from orderdesk.services.again import LeaseLost
from orderdesk.services.delivery import Line
from orderdesk.services.inbox import Turn

POLL = 0.25
RENEW = inbox.LEASE.total_seconds() / 3
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
#: So often may a message itself fail before it is given up and the next one gets its turn.
MOST_FAILURES = 3

#: Responses that a form to sign in with helps with.
NEEDS_SIGN_IN = frozenset(
    {"utter_error_not_signed_in", "utter_error_proof_too_old", "utter_support_stranger"}
)

logger = logging.getLogger("orderdesk.gateway.dispatcher")


class Answerer(Protocol):
    """Rasa, or who stands before it."""

    async def answer(self, turn: Turn) -> list[dict[str, Any]]:
        """The replies. Raises Unavailable, TurnFailed."""
        ...


class Dispatcher:
    """The background work of one gateway. Any number of gateways may do it at once."""

    def __init__(
        self, desk: Desk, settings: GatewaySettings, rasa: Answerer, bell: Bell, metrics: Metrics
    ) -> None:
        self._desk, self._settings, self._rasa, self._bell, self._metrics = (
            desk,
            settings,
            rasa,
            bell,
            metrics,
        )
        self._wake = asyncio.Event()
        self._room = asyncio.Semaphore(settings.at_once)
        self._busy: dict[str, asyncio.Task[None]] = {}

    def nudge(self) -> None:
        """There is something to do: do not wait for the next look."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._look()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL)
                self._wake.clear()
        finally:
            for task in self._busy.values():
                task.cancel()

    async def _look(self) -> None:
        try:
            waiting = await asyncio.to_thread(inbox.due, self._desk, self._settings.at_once * 4)
        except OrderdeskError as error:
            event(logger, "inbox_unreachable", error=error)
            await asyncio.sleep(1.0)
            return
        for conversation_id in waiting:
            if conversation_id not in self._busy:
                await self._room.acquire()
                self._start(conversation_id)

    def _start(self, conversation_id: str) -> None:
        task = asyncio.create_task(self._serve(conversation_id))
        self._busy[conversation_id] = task

        def done(_: Any) -> None:
            self._busy.pop(conversation_id, None)
            self._room.release()
            self.nudge()

        task.add_done_callback(done)

    async def _serve(self, conversation_id: str) -> None:
        """Answer the conversation's messages, one after the other, while there are any."""
        try:
            more = True
            while more:
                turn = await asyncio.to_thread(inbox.take, self._desk, conversation_id)
                more = turn is not None and await self._answer(turn)
        except LeaseLost:
            event(logger, "lease_lost", conversation=conversation_id)
        except Exception as error:
            event(logger, "turn_broken", conversation=conversation_id, error=error)
            await asyncio.sleep(1.0)

    async def _answer(self, turn: Turn) -> bool:
        """Whether there is more to do at once."""
        began = time.perf_counter()
        self._metrics.waited(self._desk.clock.now() - turn.message.received_at)
        self._bell.ring(turn.message.conversation_id, "typing")
        keeper = asyncio.create_task(self._keep(turn))
        try:
            replies = await self._rasa.answer(turn)
        except Unavailable as error:
            return await self._later(turn, error)
        except TurnFailed as error:
            return await self._failed(turn, error)
        finally:
            keeper.cancel()
        self._metrics.answered(replies, time.perf_counter() - began)
        return await self._settle(turn, [_line(turn, reply) for reply in replies], InboxState.ANSWERED)

    async def _keep(self, turn: Turn) -> None:
        """Renew the lease, and tell the buyer when it takes long."""
        with contextlib.suppress(LeaseLost):
            while True:
                wait = min(RENEW, max(self._left(turn), 0.05)) if turn.conversation.told_at is None else RENEW
                await asyncio.sleep(wait)
                if self._left(turn) <= 0:
                    await self._tell(turn)
                try:
                    await asyncio.to_thread(inbox.hold, self._desk, turn)
                except Unavailable:
                    continue

    def _left(self, turn: Turn) -> float:
        """Seconds until the buyer wants to hear something."""
        return self._settings.patience - (self._desk.clock.now() - turn.message.received_at).total_seconds()

    async def _tell(self, turn: Turn) -> None:
        line = Line(Speaker.SYSTEM, said("still_working"))
        conversation_id = turn.message.conversation_id
        try:
            told = await asyncio.to_thread(inbox.tell, self._desk, conversation_id, line)
        except OrderdeskError:
            told = True  # nothing can be stored now, but whoever reads along can be told
        if told:
            self._bell.ring(conversation_id, "working")

    async def _later(self, turn: Turn, error: Exception, *, failed: bool = False) -> bool:
        """Try again in a while, but not later than the buyer wants to hear something."""
        pause = min(FIRST_PAUSE * 2 ** min(turn.message.attempts - 1, 10), LONGEST_PAUSE)
        left = self._left(turn)
        if left <= 0:
            await self._tell(turn)
        until = self._desk.clock.now() + timedelta(seconds=min(pause, left) if left > 0 else pause)
        await asyncio.to_thread(inbox.put_off, self._desk, turn, until, failed=failed, error=str(error))
        event(
            logger,
            "put_off",
            conversation=turn.message.conversation_id,
            attempts=turn.message.attempts,
            error=error,
        )
        self._metrics.put_off()
        return False

    async def _failed(self, turn: Turn, error: Exception) -> bool:
        if turn.message.failures + 1 < MOST_FAILURES:
            return await self._later(turn, error, failed=True)
        event(
            logger,
            "given_up",
            conversation=turn.message.conversation_id,
            message=turn.message.id,
            error=error,
        )
        self._metrics.gave_up()
        line = Line(Speaker.SYSTEM, said("given_up"), answers=turn.message.message_id)
        return await self._settle(turn, [line], InboxState.DEAD, str(error))

    async def _settle(
        self, turn: Turn, lines: list[Line], state: InboxState, error: str | None = None
    ) -> bool:
        if not lines:
            lines = [Line(Speaker.SYSTEM, said("nothing_said"), answers=turn.message.message_id)]
        more = await asyncio.to_thread(inbox.settle, self._desk, turn, lines, state, error)
        self._bell.ring(turn.message.conversation_id)
        return more


def _line(turn: Turn, reply: dict[str, Any]) -> Line:
    card = reply["card"] or ({"type": "sign_in"} if reply["response"] in NEEDS_SIGN_IN else None)
    return Line(Speaker.BOT, reply["text"], tuple(reply["buttons"]), card, answers=turn.message.message_id)
