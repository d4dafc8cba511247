"""Signed updates whose content is odd all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.channels.settings import TelegramSettings
from gateway.channels.telegram import Telegram
from orderdesk.adapters.tiktok import webhooks
from tests.fakes.telegram import SECRET, TOKEN

PERSON = {"id": 5, "is_bot": False}
CHAT = {"id": 5, "type": "private"}


def read(update: Any) -> Any:
    """What the connector makes of it."""
    body = json.dumps(update).encode()
    return Telegram(TelegramSettings(TOKEN, SECRET)).read({"x-telegram-bot-api-secret-token": SECRET}, body)


def test_a_press_with_an_odd_name() -> None:
    """The name of a press goes back to Telegram: what UTF-8 has no form for is taken out of it."""
    query = {"id": "q\ud8001\0", "from": PERSON, "message": {"chat": CHAT}, "data": "b:1:0"}
    assert read({"update_id": 1, "callback_query": query}).notice == "q1"


@pytest.mark.parametrize("odd", [float("inf"), float("-inf"), float("nan"), None, [], {}, "x"])
def test_odd_numbers(odd: Any) -> None:
    """A number that is none, or has no end, is nothing for us, and no error: in an update, and in a notification."""
    message = {"text": "hello", "chat": {**CHAT, "id": odd}, "from": PERSON}
    assert read({"update_id": odd, "message": {**message, "chat": CHAT}}) is None
    assert read({"update_id": 1, "message": message}) is None
    envelope = {"type": odd, "shop_id": "1", "timestamp": odd, "data": {}}
    found = webhooks.read(json.dumps(envelope).encode())
    assert found is None


def test_a_number_without_measure() -> None:
    """An id may have any number of digits, and stands as it is; such a moment is none, and the notification nothing."""
    odd = 10**400
    incoming = read(
        {"update_id": odd, "message": {"text": "hello", "chat": {**CHAT, "id": odd}, "from": PERSON}}
    )
    assert incoming.address == str(odd) and incoming.text == "hello"
    assert (
        webhooks.read(json.dumps({"type": 1, "shop_id": "1", "timestamp": odd, "data": {}}).encode()) is None
    )
