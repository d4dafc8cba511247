"""The customer-service channel: whose conversation it is, what was said in it, and saying something.

Source: the platform's reference of /customer_service/202309; a sender's `im_user_id` cannot query orders, the
`user_id` of the conversation's participants can.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orderdesk.adapters.tiktok.client import TikTokClient

BASE = "/customer_service/202309/conversations"
PAGE, MOST_PAGES = 20, 10
#: Who speaks for the shop; what we send comes back as one of these.
OURS = frozenset({"CUSTOMER_SERVICE", "ROBOT", "SHOP"})


@dataclass(frozen=True)
class Said:
    """One line of the platform's own log. `at`: Unix seconds."""

    role: str
    type: str
    content: Mapping[str, Any]
    at: int


async def buyer_of(client: TikTokClient, conversation_id: str, im_user_id: str) -> str | None:
    """The `user_id` of the buyer who speaks there as `im_user_id`; None: not a buyer of this conversation."""
    token = ""
    for _ in range(MOST_PAGES):
        params = {"page_size": str(PAGE), **({"page_token": token} if token else {})}
        data = await client.get(BASE, **params)
        for conversation in data.get("conversations") or ():
            if str(conversation.get("id")) == conversation_id:
                return _buyer(conversation.get("participants") or (), im_user_id)
        token = str(data.get("next_page_token") or "")
        if not token:
            break
    return None


async def send(client: TikTokClient, conversation_id: str, kind: str, content: Mapping[str, Any]) -> str:
    """Say one thing; the platform's id of it. `content` goes as JSON inside of JSON. Raises Later, Refused."""
    body = {"type": kind, "content": json.dumps(content, ensure_ascii=False)}
    data = await client.post(f"{BASE}/{conversation_id}/messages", body)
    return str(data.get("message_id", ""))


async def mark_read(client: TikTokClient, conversation_id: str) -> None:
    """Tell that the buyer's messages were read. Raises Later, Refused."""
    await client.post(f"{BASE}/{conversation_id}/messages/read")


async def latest(client: TikTokClient, conversation_id: str) -> list[Said]:
    """The ten newest lines, to find out whether something was said. Raises Later, Refused."""
    path = f"{BASE}/{conversation_id}/messages"
    data = await client.get(path, page_size="10", sort_order="DESC", sort_field="create_time")
    return [_said(one) for one in data.get("messages") or ()]


def _buyer(participants: Any, im_user_id: str) -> str | None:
    for one in participants:
        if one.get("role") == "BUYER" and str(one.get("im_user_id")) == im_user_id:
            return str(one.get("user_id") or "") or None
    return None


def _said(one: Mapping[str, Any]) -> Said:
    try:
        content = json.loads(one.get("content") or "{}")
    except ValueError:
        content = {}
    sender = one.get("sender") or {}
    return Said(
        role=str(sender.get("role", "")),
        type=str(one.get("type", "")),
        content=content if isinstance(content, dict) else {},
        at=int(one.get("create_time") or 0),
    )
