"""Telegram: private chats with a bot. Buttons are inline keyboards; a press names a line of our log and a place in it.

Source: core.telegram.org/bots/api (setWebhook, Update, sendMessage, answerCallbackQuery).
"""

from __future__ import annotations

import contextlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx

from gateway.channels.base import Incoming, Platform, bad_signature
from gateway.channels.menu import Pressed
from gateway.channels.settings import TelegramSettings
from gateway.channels.undeliverable import Undeliverable, split
from gateway.channels.words import told
from orderdesk.errors import Unavailable
from orderdesk.model import Conversation, SentMessage
from orderdesk.services.typed import keepable

LONGEST = 4096
DATA = re.compile(r"b:(\d{1,9}):(\d{1,2})")
#: Blocked by the buyer, chat gone, text that it will not take. (401 and 404 are about our token.)
FOR_GOOD = frozenset({400, 403})


class TelegramLater(Unavailable):
    """Not now; `retry_after` where Telegram says when."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Telegram(Platform):
    """The connector."""

    name, path = "telegram", "/channels/telegram"

    def __init__(self, settings: TelegramSettings) -> None:
        self._secret = settings.secret
        base = f"{settings.api_url}/bot{settings.token}/"  # a secret address: it is never logged
        self._http = httpx.AsyncClient(
            base_url=base, timeout=httpx.Timeout(10.0, connect=3.0), trust_env=False
        )

    def read(self, headers: Mapping[str, str], body: bytes) -> Incoming | None:
        """A text, a press of a button, or something else of a buyer's in a private chat."""
        shown = headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), self._secret.encode()):
            raise bad_signature()
        try:
            update = json.loads(body)
            name = f"update-{int(update['update_id'])}"
            return (
                _pressed(name, update["callback_query"])
                if "callback_query" in update
                else _said(name, update)
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return None

    async def taken(self, incoming: Incoming) -> None:
        """A press is answered, so that the button stops turning. It may come late; then Telegram says no."""
        if incoming.notice:
            with contextlib.suppress(Unavailable, Undeliverable):
                await self._call("answerCallbackQuery", {"callback_query_id": incoming.notice})

    async def deliver(
        self, conversation: Conversation, line: SentMessage, group: int, *, again: bool
    ) -> None:
        """The text, in pieces where it is long; the keyboard hangs on the last one."""
        text = told("sign_in_telegram") if (line.card or {}).get("type") == "sign_in" else line.text
        pieces = split(text, LONGEST)
        for piece in pieces[:-1]:
            await self._say(conversation, piece)
        await self._say(conversation, pieces[-1] if pieces else "…", _keyboard(line))

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _say(self, conversation: Conversation, text: str, keyboard: Any = None) -> None:
        body: dict[str, Any] = {"chat_id": int(conversation.address or 0), "text": text}
        body["link_preview_options"] = {"is_disabled": True}
        if keyboard:
            body["reply_markup"] = {"inline_keyboard": keyboard}
        await self._call("sendMessage", body)

    async def _call(self, method: str, body: Mapping[str, Any]) -> None:
        """Raises Unavailable, Undeliverable. Neither says the address, which holds the token."""
        try:
            response = await self._http.post(method, json=body)
            answer = response.json()
            if answer["ok"] is True:
                return
            number = int(answer["error_code"])
        except httpx.HTTPError as error:
            raise TelegramLater(f"{method}: {type(error).__name__}") from None
        except (ValueError, KeyError, TypeError):
            raise TelegramLater(f"{method}: status {response.status_code}") from None
        if number in FOR_GOOD:
            raise Undeliverable(number)
        raise TelegramLater(f"{method}: {number}", _after(answer))


def _said(name: str, update: Mapping[str, Any]) -> Incoming | None:
    """Edited messages, channels, groups and other bots are none of ours."""
    message = update["message"]
    if message["chat"]["type"] != "private" or message["from"].get("is_bot"):
        return None
    text = message.get("text")
    return Incoming(str(int(message["chat"]["id"])), name, text if isinstance(text, str) else "")


def _pressed(name: str, query: Mapping[str, Any]) -> Incoming | None:
    chat = query["message"]["chat"]
    if chat["type"] != "private" or query["from"]["id"] != chat["id"]:
        return None
    found = DATA.fullmatch(query.get("data") or "")
    line, place = (int(found.group(1)), int(found.group(2))) if found else (0, 0)
    return Incoming(
        str(int(chat["id"])), name, button=Pressed(line, place), notice=keepable(str(query["id"]))
    )


def _keyboard(line: SentMessage) -> list[list[dict[str, str]]]:
    """One button a row: labels name orders and are long."""
    return [
        [{"text": str(one["label"])[:200], "callback_data": f"b:{line.number}:{place}"}]
        for place, one in enumerate(line.buttons)
    ]


def _after(answer: Mapping[str, Any]) -> float | None:
    seconds = (answer.get("parameters") or {}).get("retry_after")
    return float(seconds) if isinstance(seconds, int) and 0 <= seconds < 100_000 else None
