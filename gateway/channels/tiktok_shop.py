"""TikTok Shop's customer-service chat: text only, so buttons are numbered; orders and returns as its own cards."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from gateway.channels.base import Incoming, Platform, bad_signature
from gateway.channels.settings import TikTokSettings
from gateway.channels.tiktok_render import LONGEST, Part, parts
from gateway.channels.undeliverable import Undeliverable
from gateway.channels.words import told
from gateway.logs import event
from orderdesk.adapters.tiktok import customer_service, orders, webhooks
from orderdesk.adapters.tiktok.client import App, TikTokClient
from orderdesk.adapters.tiktok.customer_service import OURS, Said
from orderdesk.adapters.tiktok.errors import SENSITIVE_WORDS, Later, Refused
from orderdesk.adapters.tiktok.tokens import TokenFile
from orderdesk.errors import OrderdeskError
from orderdesk.model import Conversation, SentMessage

#: Refusals that are about the message; all others are about us, and an operator can mend those.
CUSTOMER_SERVICE, BAD_BODY = 45, (36009010, 36009022)
MOST_NOTICES, MOST_USERS = 20_000, 20_000
#: A buyer of whom nothing is known here is not looked up again for so long.
UNKNOWN_FOR = 600.0
#: Messages that name an order, and those that a person has said something with.
ABOUT_ORDER = ("BUYER_ENTER_FROM_ORDER", "ORDER_CARD")
TALK = ("TEXT", "IMAGE", "VIDEO", "EMOTICONS")
#: The two clocks need not agree.
SKEW = 30.0

Result = TypeVar("Result")
logger = logging.getLogger("orderdesk.gateway.tiktok")


class TikTokShop(Platform):
    """The connector. Addresses are `shop:conversation:speaker`: who else speaks there is somebody else."""

    name, path = "tiktok_shop", "/channels/tiktok-shop"
    numbered, by_code = True, False

    def __init__(self, settings: TikTokSettings, now: Callable[[], datetime]) -> None:
        app = App(
            settings.app_key, settings.app_secret, settings.shop_id, settings.shop_cipher, settings.api_url
        )
        tokens = TokenFile(settings.token_file, settings.auth_url, settings.app_key, settings.app_secret, now)
        self._app, self._now, self._client = app, now, TikTokClient(app, tokens, now)
        self._notices: OrderedDict[str, None] = OrderedDict()
        self._users: OrderedDict[str, str] = OrderedDict()
        self._unknown: dict[str, float] = {}

    def read(self, headers: Mapping[str, str], body: bytes) -> Incoming | None:
        """A buyer's visible message to our shop. All other events are acknowledged and left."""
        if not webhooks.is_signed(self._app.key, self._app.secret, body, headers.get("authorization", "")):
            raise bad_signature()
        notification = webhooks.read(body)
        if notification is None:
            return None
        if not notification.is_timely(self._now()):
            raise bad_signature()
        message = webhooks.message(notification)
        if message is None or notification.shop_id != self._app.shop_id or notification.id in self._notices:
            return None
        address = f"{notification.shop_id}:{message.conversation_id}:{message.im_user_id}"
        return _incoming(address, message, notification.id)

    async def taken(self, incoming: Incoming) -> None:
        """From now on the notification is known here; other gateways know the message by its row."""
        if incoming.notice:
            _keep(self._notices, incoming.notice, None, MOST_NOTICES)

    async def user(self, address: str) -> str | None:
        """The buyer's `user_id`, from the participants of the conversation."""
        if address not in self._users:
            _, conversation_id, im_user_id = address.split(":")
            found = await self._known(
                customer_service.buyer_of(self._client, conversation_id, im_user_id), None
            )
            if found is None:
                return None
            _keep(self._users, address, found, MOST_USERS)
        return self._users[address]

    async def orders(self, user: str, hint: str | None, *, afresh: bool = False) -> list[str]:
        """The order that is named, if it is this buyer's; else the buyer's newest ones."""
        if hint is not None:
            named = await self._known(orders.order(self._client, hint), None)
            return [named.id] if named is not None and named.user_id == user else []
        if not afresh and time.monotonic() - self._unknown.get(user, -UNKNOWN_FOR) < UNKNOWN_FOR:
            return []
        found = [one.id for one in await self._known(orders.orders_of(self._client, user), [])]
        if len(self._unknown) > MOST_USERS:
            self._unknown.clear()
        self._unknown[user] = time.monotonic()
        return found

    async def deliver(
        self, conversation: Conversation, line: SentMessage, group: int, *, again: bool
    ) -> None:
        """Read, then text, then cards. What may be there already is looked for first, and not said twice."""
        _, address, _ = (conversation.address or "::").split(":")
        if not again and line.answers:
            with contextlib.suppress(OrderdeskError):
                await customer_service.mark_read(self._client, address)
        there = await self._there(address, line) if again else []
        for part in parts(line, group):
            if not any(one.type == part.type and one.content == part.content for one in there):
                await self._part(address, part)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def _part(self, address: str, part: Part) -> None:
        """Raises Later, Undeliverable. A card that the platform does not take is left out: the text says it all."""
        try:
            content = await self._content(part)
            if content is not None:
                await customer_service.send(self._client, address, part.type, content)
        except Refused as refused:
            if not _about_message(refused):
                event(logger, "platform_refuses_us", number=refused.number)
                raise Later(str(refused)) from None
            if part.type == "TEXT":
                await self._sorry(address, refused)
                raise Undeliverable(refused.number) from None

    async def _content(self, part: Part) -> Mapping[str, Any] | None:
        """A return card needs the item, which only the platform's order names; of several we cannot say which."""
        if part.type != "RETURN_REFUND_CARD":
            return part.content
        found = await orders.order(self._client, part.content["order_id"])
        if found is None or len(found.skus) != 1:
            return None
        return {**part.content, "sku_id": found.skus[0]}

    async def _sorry(self, address: str, refused: Refused) -> None:
        if refused.number == SENSITIVE_WORDS:
            with contextlib.suppress(OrderdeskError):
                await customer_service.send(
                    self._client, address, "TEXT", {"content": told("not_sendable")[:LONGEST]}
                )

    async def _there(self, address: str, line: SentMessage) -> list[Said]:
        since = line.at.timestamp() - SKEW
        try:
            found = await customer_service.latest(self._client, address)
        except Refused:
            return []
        return [one for one in found if one.role in OURS and one.at >= since]

    async def _known(self, asking: Awaitable[Result], otherwise: Result) -> Result:
        """What the platform says; where it refuses us, what we take instead, and an operator is told."""
        try:
            return await asking
        except Refused as refused:
            event(logger, "platform_refuses_us", number=refused.number)
            return otherwise


def _incoming(address: str, message: webhooks.BuyerMessage, notice: str) -> Incoming | None:
    """An order entered from or shown, a text, or a picture that we cannot read. What says nothing gets no answer."""
    if message.type not in (*ABOUT_ORDER, *TALK):
        return None
    if message.type in ABOUT_ORDER:
        number = str(message.content.get("order_id") or "")
        if number.isascii() and number.isdigit() and 15 <= len(number) <= 20:
            return Incoming(address, message.id, order=number, notice=notice)
    text = message.content.get("content") if message.type == "TEXT" else None
    return Incoming(address, message.id, text if isinstance(text, str) else "", notice=notice)


def _about_message(refused: Refused) -> bool:
    return refused.number // 1_000_000 == CUSTOMER_SERVICE or refused.number in BAD_BODY


def _keep(known: OrderedDict[str, Any], name: str, value: Any, most: int) -> None:
    known[name] = value
    if len(known) > most:
        known.popitem(last=False)
