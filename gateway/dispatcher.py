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
from gateway.seats import Seats
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
#: Seconds between two looks for buyers whose message waits for a seat.
LOOK_ROUND = 0.5
RENEW = inbox.LEASE.total_seconds() / 3
#: Rounds of the event loop until a message that was taken is on its way.
STEPS = 2
#: Who has waited too long in the inbox gets the answer, if it comes so soon, instead of being told to wait for it.
GRACE = 0.5
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
        self, desk: Desk, settings: GatewaySettings, answerer: Answerer, bell: Bell, metrics: Metrics
    ) -> None:
        self._desk, self._settings, self._answerer = desk, settings, answerer
        self._bell, self._metrics = bell, metrics
        self._wake = asyncio.Event()
        self._page = settings.at_once * 4  # of conversations, at one look
        self.seats = Seats(settings.at_once, self._wake.set)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                if self.seats.room:
                    await self._look()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL)
                self._wake.clear()
        finally:
            for task in self._tasks:
                task.cancel()

    async def tell_waiting(self) -> None:
        """Until cancelled: while Rasa is frozen all seats wait for it, and who waits for a seat is told so, too."""
        patience = timedelta(seconds=self._settings.patience)
        while True:
            await asyncio.sleep(LOOK_ROUND)
            if not self.seats.behind:
                continue
            try:
                left_alone = await asyncio.to_thread(inbox.unheard, self._desk, patience, self._page)
            except OrderdeskError:
                continue
            for conversation_id in left_alone:
                await self._tell(conversation_id)

    async def _look(self) -> None:
        self.seats.behind = False  # what comes from now on is seen now, or says so again
        try:
            waiting = await asyncio.to_thread(inbox.due, self._desk, self._page)
        except OrderdeskError as error:
            event(logger, "inbox_unreachable", error=error)
            self.seats.behind = True
            await asyncio.sleep(1.0)
            return
        for conversation_id in waiting:
            if self.seats.sit(conversation_id):
                self.begin(conversation_id)
            else:
                self.seats.came(conversation_id)

    async def begun(self, conversation_id: str, turn: Turn) -> None:
        """`begin`, with the message on its way to Rasa: the longest part of a turn, and so the first to be begun."""
        self.begin(conversation_id, turn)
        for _ in range(STEPS):
            await asyncio.sleep(0)

    def begin(self, conversation_id: str, turn: Turn | None = None) -> None:
        """Work on the conversation, which has a seat; `turn`: its message is taken already."""
        task = asyncio.create_task(self._serve(conversation_id, turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, conversation_id: str, turn: Turn | None) -> None:
        """Answer the conversation's messages, one after the other, while there are any and nobody else waits."""
        try:
            turn = turn or await asyncio.to_thread(inbox.take, self._desk, conversation_id)
            while turn is not None:
                turn = await self._answer(turn)
        except LeaseLost:
            event(logger, "lease_lost", conversation=conversation_id)
        except Exception as error:
            event(logger, "turn_broken", conversation=conversation_id, error=error)
            await asyncio.sleep(1.0)
        finally:
            self.seats.leave(conversation_id)

    async def _answer(self, turn: Turn) -> Turn | None:
        """The conversation's next turn, if it is to go on with at once."""
        began = time.perf_counter()
        self._metrics.waited(self._desk.clock.now() - turn.message.received_at)
        self._bell.ring(turn.message.conversation_id, "typing", rows=False)
        keeper = asyncio.create_task(self._keep(turn))
        try:
            replies = await self._answerer.answer(turn)
        except Unavailable as error:
            await self._later(turn, error)
            return None
        except TurnFailed as error:
            return await self._failed(turn, error)
        finally:
            keeper.cancel()
        self._metrics.answered(replies, time.perf_counter() - began)
        return await self._settle(turn, [_line(turn, reply) for reply in replies], InboxState.ANSWERED)

    async def _keep(self, turn: Turn) -> None:
        """Renew the lease, and tell the buyer, once, when it takes long."""
        told = turn.conversation.told_at is not None
        with contextlib.suppress(LeaseLost):
            while True:
                await asyncio.sleep(RENEW if told else min(RENEW, max(self._left(turn), GRACE)))
                if not told and self._left(turn) <= 0:
                    told = await self._tell(turn.message.conversation_id)
                try:
                    await asyncio.to_thread(inbox.hold, self._desk, turn)
                except Unavailable:
                    continue

    def _left(self, turn: Turn) -> float:
        """Seconds until the buyer wants to hear something."""
        return self._settings.patience - (self._desk.clock.now() - turn.message.received_at).total_seconds()

    async def _tell(self, conversation_id: str) -> bool:
        """Whether it is stored. Where nothing can be, whoever reads along is told all the same."""
        line = Line(Speaker.SYSTEM, said("still_working"))
        try:
            if not await asyncio.to_thread(inbox.tell, self._desk, conversation_id, line):
                return True
            stored = True
        except OrderdeskError:
            stored = False
        self._bell.ring(conversation_id, "working")
        return stored

    async def _later(self, turn: Turn, error: Exception, *, failed: bool = False) -> None:
        """Try again in a while, but not later than the buyer wants to hear something."""
        pause = min(FIRST_PAUSE * 2 ** min(turn.message.attempts - 1, 10), LONGEST_PAUSE)
        left = self._left(turn)
        if left <= 0:
            await self._tell(turn.message.conversation_id)
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

    async def _failed(self, turn: Turn, error: Exception) -> Turn | None:
        if turn.message.failures + 1 < MOST_FAILURES:
            await self._later(turn, error, failed=True)
            return None
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
    ) -> Turn | None:
        """The conversation's next turn. While others wait for a seat, its next message waits like theirs."""
        if not lines:
            lines = [Line(Speaker.SYSTEM, said("nothing_said"), answers=turn.message.message_id)]
        settled = await asyncio.to_thread(
            inbox.settle, self._desk, turn, lines, state, error, go_on=not self.seats.behind
        )
        self._bell.bring(turn.message.conversation_id, settled.lines)
        if settled.more and not settled.turn:
            self.seats.came(turn.message.conversation_id)
        return settled.turn


def _line(turn: Turn, reply: dict[str, Any]) -> Line:
    card = reply["card"] or ({"type": "sign_in"} if reply["response"] in NEEDS_SIGN_IN else None)
    return Line(Speaker.BOT, reply["text"], tuple(reply["buttons"]), card, answers=turn.message.message_id)
