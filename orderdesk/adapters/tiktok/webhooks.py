"""What the platform tells us: proven by its signature, then read for the one event that matters here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orderdesk.adapters.tiktok.signing import same, webhook_sign

NEW_CONVERSATION, NEW_MESSAGE = 13, 14
#: The last of the platform's own repeats comes after some sixteen hours; what is older is no repeat of its.
OLDEST, NEWEST = timedelta(hours=24), timedelta(minutes=5)


@dataclass(frozen=True)
class Notification:
    """A webhook in order. `data` is as it came: shapes are checked where they are used."""

    type: int
    id: str
    shop_id: str
    at: float
    data: Mapping[str, Any]

    def is_timely(self, now: datetime) -> bool:
        """Neither a recording of long ago nor from the future."""
        age = now.timestamp() - self.at
        return -NEWEST.total_seconds() <= age <= OLDEST.total_seconds()


@dataclass(frozen=True)
class BuyerMessage:
    """A visible message of a buyer. `content` is what its JSON text holds."""

    id: str
    conversation_id: str
    im_user_id: str
    type: str
    content: Mapping[str, Any]


def is_signed(app_key: str, secret: str, body: bytes, given: str) -> bool:
    """Whether `given` (the header Authorization) is the signature of these bytes."""
    return same(given, webhook_sign(app_key, secret, body))


def read(body: bytes) -> Notification | None:
    """The envelope; None where it is none. Call it after the signature was checked."""
    try:
        value = json.loads(body)
        return Notification(
            int(value["type"]), str(value.get("tts_notification_id") or ""), str(value["shop_id"]),
            float(value["timestamp"]), dict(value["data"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def message(notification: Notification) -> BuyerMessage | None:
    """The buyer's message in a notification; None: something else, somebody else, or not to be seen."""
    data = notification.data
    sender = data.get("sender")
    if notification.type != NEW_MESSAGE or not isinstance(sender, dict):
        return None
    if sender.get("role") != "BUYER" or data.get("is_visible") is not True:
        return None
    names = (data.get("message_id"), data.get("conversation_id"), sender.get("im_user_id"))
    if not all(isinstance(name, str) and name.isascii() and name.isalnum() for name in names):
        return None
    id_, conversation_id, speaker = map(str, names)
    return BuyerMessage(id_, conversation_id, speaker, str(data.get("type")), _content(data.get("content")))


def _content(text: Any) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
