"""Brings the lines of the log to their platforms: in order within a conversation, at least once, by one gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from gateway.channels.base import Platform
from gateway.channels.menu import before
from gateway.channels.undeliverable import Undeliverable
from gateway.logs import event
from gateway.metrics import Metrics
from orderdesk.bootstrap import Desk
from orderdesk.errors import OrderdeskError
from orderdesk.model import Conversation, SentMessage
from orderdesk.services import carrying
from orderdesk.services.again import LeaseLost
from orderdesk.services.carrying import Load

POLL = 0.2
AT_ONCE = 8
#: Seconds for one line, pieces and cards included: less than a claim stands, so that nobody else begins meanwhile.
LONGEST = carrying.LEASE.total_seconds() - 10

logger = logging.getLogger("orderdesk.gateway.carrier")


class Carrier:
    """The background work of one gateway. Any number of gateways may do it at once."""

    def __init__(self, desk: Desk, platforms: Mapping[str, Platform], metrics: Metrics) -> None:
        self._desk, self._platforms, self._metrics = desk, platforms, metrics
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while self._platforms:
                await self._look()
                await asyncio.sleep(POLL)
        finally:
            for task in self._busy.values():
                task.cancel()

    async def _look(self) -> None:
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return
        try:
            waiting = await asyncio.to_thread(carrying.due, self._desk, self._platforms, AT_ONCE * 4)
        except OrderdeskError as error:
            event(logger, "carrier_waits", error=error)
            await asyncio.sleep(1.0)
            return
        for conversation_id in [one for one in waiting if one not in self._busy][:room]:
            task = asyncio.create_task(self._carry(conversation_id))
            self._busy[conversation_id] = task
            task.add_done_callback(partial(self._done, conversation_id))

    def _done(self, conversation_id: str, _: asyncio.Task[None]) -> None:
        self._busy.pop(conversation_id, None)

    async def _carry(self, conversation_id: str) -> None:
        try:
            load = await asyncio.to_thread(carrying.claim, self._desk, conversation_id)
            if load is not None:
                await self._bring(load)
        except LeaseLost:
            event(logger, "claim_lost", conversation=conversation_id)
        except OrderdeskError as error:
            event(logger, "carrier_waits", conversation=conversation_id, error=error)

    async def _bring(self, load: Load) -> None:
        """Line after line; the first one that cannot be brought now stops the rest, so that order is kept."""
        conversation, again = load.conversation, load.again
        for line in load.lines:
            if carrying.is_for_platform(line):
                after = await self._line(conversation, line, again)
                if after is None:
                    return
                conversation, again = after, False
        if load.lines and conversation.carried < load.lines[-1].number:
            last = load.lines[-1].number
            conversation = await asyncio.to_thread(carrying.delivered, self._desk, conversation, last)
        await asyncio.to_thread(carrying.finish, self._desk, conversation)

    async def _line(self, conversation: Conversation, line: SentMessage, again: bool) -> Conversation | None:
        """The conversation's row after it, or None where the line has to wait."""
        platform = self._platforms[conversation.channel]
        try:
            group = await asyncio.to_thread(before, self._desk, line)
            await asyncio.wait_for(platform.deliver(conversation, line, group, again=again), LONGEST)
        except Undeliverable as error:
            return await self._bury(conversation, line, error)
        except Exception as error:
            return await self._later(conversation, line, error)
        self._metrics.carried(conversation.channel, "delivered")
        return await asyncio.to_thread(carrying.delivered, self._desk, conversation, line.number)

    async def _later(
        self, conversation: Conversation, line: SentMessage, error: Exception
    ) -> Conversation | None:
        if carrying.is_too_late(self._desk, line):
            return await self._bury(conversation, line, error)
        pause = carrying.pause(conversation.carry_tries, getattr(error, "retry_after", None))
        await asyncio.to_thread(carrying.put_off, self._desk, conversation, pause)
        event(
            logger, "carry_put_off", conversation=conversation.id, line=line.number, tries=conversation.carry_tries,
            error=error,
        )  # fmt: skip
        self._metrics.carried(conversation.channel, "put_off")
        return None

    async def _bury(self, conversation: Conversation, line: SentMessage, error: Exception) -> Conversation:
        event(logger, "undeliverable", conversation=conversation.id, line=line.number, error=error)
        self._metrics.carried(conversation.channel, "undeliverable")
        words = f"{type(error).__name__}: {error}"
        return await asyncio.to_thread(carrying.bury, self._desk, conversation, line, words)
