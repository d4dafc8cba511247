"""What the handlers work with, and the checks that most of them share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request

from gateway.bell import Bell
from gateway.dispatcher import Dispatcher
from gateway.intake import Intake
from gateway.keys import Keys
from gateway.limits import Limit
from gateway.metrics import Metrics
from gateway.rasa import RasaClient
from gateway.refusals import Refusal
from gateway.settings import GatewaySettings
from gateway.tokens import ShopTokens
from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation
from orderdesk.services import conversations

if TYPE_CHECKING:
    from gateway.channels.base import Platform

Result = TypeVar("Result")
#: Requests to the API that go with a message: reading on, looking, signing in, and a lot of room.
REQUESTS = 10


@dataclass
class Limits:
    """Sliding minutes: by conversation, by address, for everybody, for new conversations and codes of an address.

    `requests`: of an address to the API, whatever they ask for, so that none of them is free.
    """

    conversation: Limit
    address: Limit
    everybody: Limit
    new: Limit
    codes: Limit
    requests: Limit

    @classmethod
    def of(cls, settings: GatewaySettings) -> Limits:
        """As the settings say."""
        return cls(
            Limit(settings.rate_conversation), Limit(settings.rate_address), Limit(settings.rate_everybody),
            Limit(settings.rate_new), Limit(settings.rate_codes), Limit(settings.rate_address * REQUESTS),
        )  # fmt: skip


@dataclass
class Gate:
    """One gateway's parts."""

    desk: Desk
    settings: GatewaySettings
    rasa: RasaClient
    bell: Bell
    metrics: Metrics
    dispatcher: Dispatcher
    tokens: ShopTokens
    limits: Limits
    intake: Intake
    keys: Keys = field(default_factory=Keys)
    #: The messaging platforms that are on, by channel.
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    #: Set while shutting down: streams end so that their readers come back elsewhere.
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    #: Somebody wishes for a code.
    posting: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until it is set (it is taken back, unless it is `closing`) or the time is over."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
            if event is not self.closing:
                event.clear()


def gate_of(request: Request) -> Gate:
    """The gate that serves this request."""
    gate: Gate = request.app.state.gate
    return gate


async def off_loop(work: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Do what waits for the database in a thread."""
    return await asyncio.to_thread(work, *args, **kwargs)


async def conversation_of(request: Request) -> Conversation:
    """The conversation whose key the request carries. Raises Refusal(not_signed_in)."""
    return await off_loop(conversations.by_key, gate_of(request).desk, key_of(request))


def key_of(request: Request) -> str:
    """The key that the request carries, whether or not it opens anything. Raises Refusal(not_signed_in)."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not key.isascii() or not 20 <= len(key) <= 100:
        raise Refusal("not_signed_in")
    return key


def address_of(request: Request) -> str:
    """Where the request comes from, as the server below us (and the proxies we believe) say."""
    return request.client.host if request.client else "unknown"


def allow(limit: Limit, key: str) -> None:
    """Raises Refusal(too_many) with the time to wait."""
    seconds = limit.wait(key)
    if seconds > 0:
        raise Refusal("too_many", retry_after=seconds)
