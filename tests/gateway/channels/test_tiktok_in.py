"""TikTok Shop's webhooks: what is taken in, what is refused, what is left."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orderdesk.model import InboxMessage
from tests.fakes.rasa import reply
from tests.fakes.server import until
from tests.fakes.tiktok import KEY, SECRET, hex_hmac
from tests.gateway.channels.conftest import Stage

HOODIE, CAP = (f'/answer_cancel{{"choice": "{place}"}}' for place in "12")
MENU = [
    reply("Here it is."),
    reply(
        "Which one?",
        ("The hoodie", HOODIE),
        ("The cap", CAP),
    ),
    reply("Or:", ("A person", "/talk_to_human")),
]


def test_a_message_is_answered(stage: Stage) -> None:
    """A buyer's text gets Rasa's answer by Send Message; the webhook itself gets 200 and nothing."""
    chat = stage.tiktok.conversation()
    answer = stage.tiktok.deliver(stage.tiktok.webhook(chat, "TEXT", {"content": "hello"}))
    assert (answer.status_code, answer.content) == (200, b"")
    until(lambda: stage.tiktok.texts(chat))
    assert stage.tiktok.texts(chat) == ["echo: hello"]
    assert f"POST /customer_service/202309/conversations/{chat}/messages/read" in stage.tiktok.calls


def altered(body: bytes, headers: dict[str, str], how: str) -> tuple[bytes, dict[str, str]]:
    signature = headers["Authorization"]
    return {
        "one sign of the body": (body.replace(b"hello", b"hullo"), headers),
        "spaces that JSON does not mind": (body.replace(b": ", b":  "), headers),
        "upper case": (body, {**headers, "Authorization": signature.upper()}),
        "Bearer": (body, {**headers, "Authorization": f"Bearer {signature}"}),
        "none": (body, {"Content-Type": "application/json"}),
        "another secret": (body, {**headers, "Authorization": hex_hmac("other", KEY.encode() + body)}),
        "signed as a request": (body, {**headers, "Authorization": hex_hmac(SECRET, SECRET.encode() + body)}),
    }[how]


@pytest.mark.parametrize(
    "how",
    ["one sign of the body", "spaces that JSON does not mind", "upper case", "Bearer", "none", "another secret",
     "signed as a request"],
)  # fmt: skip
def test_altered_webhooks(stage: Stage, how: str) -> None:
    """A webhook that is not signed over these very bytes gets 401 and changes nothing."""
    webhook = stage.tiktok.webhook(stage.tiktok.conversation(), "TEXT", {"content": "hello"})
    assert stage.tiktok.deliver(altered(*webhook, how)).status_code == 401
    assert stage.rows(InboxMessage) == []
    assert stage.tiktok.deliver(webhook).status_code == 200 and len(stage.rows(InboxMessage)) == 1


@pytest.mark.parametrize(("hours", "status"), [(-0.2, 401), (0, 200), (16, 200), (24.1, 401)])
def test_old_webhooks(stage: Stage, hours: float, status: int) -> None:
    """The platform's own last repeat after some 16 hours is taken; what is older than a day, or of tomorrow, is not."""
    webhook = stage.tiktok.webhook(stage.tiktok.conversation(), "TEXT", {"content": "hello"})
    stage.clock.forward(hours=hours)
    assert stage.tiktok.deliver(webhook).status_code == status
    assert len(stage.rows(InboxMessage)) == (status == 200)


def test_replayed_and_shuffled_webhooks(stage: Stage) -> None:
    """Many deliveries in any order: each message is answered once."""
    chat = stage.tiktok.conversation()
    webhooks = [stage.tiktok.webhook(chat, "TEXT", {"content": f"message {number}"}) for number in range(5)]
    stage.tiktok.deliver_badly(webhooks)
    until(lambda: len(stage.tiktok.texts(chat)) == 5)
    stage.tiktok.deliver_badly(webhooks, seed=2)
    stage.quiet()
    assert sorted(stage.rasa.texts) == [f"message {number}" for number in range(5)]


def test_one_message_in_two_notifications(stage: Stage) -> None:
    """The message's own id counts too, beside the notification's."""
    chat = stage.tiktok.conversation()
    for _ in range(2):
        stage.tiktok.says(chat, "hello", message_id="7223")
    stage.quiet()
    assert stage.rasa.texts == ["hello"]


def test_one_notification_with_two_messages(stage: Stage) -> None:
    """A notification's id counts too, beside the message's."""
    chat = stage.tiktok.conversation()
    for number in range(2):
        body, _ = stage.tiktok.webhook(chat, "TEXT", {"content": f"hello {number}"})
        data = json.loads(body)["data"]
        assert (
            stage.tiktok.deliver(stage.tiktok.signed(14, data, tts_notification_id="n1")).status_code == 200
        )
        stage.quiet()
    assert stage.rasa.texts == ["hello 0"]


@pytest.mark.parametrize("type_", [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 33, 99])
def test_other_events(stage: Stage, type_: int) -> None:
    """Every other event, and a new conversation without a message, is acknowledged and left."""
    chat = stage.tiktok.conversation()
    body, _ = stage.tiktok.webhook(chat, "TEXT", {"content": "hello"})
    assert stage.tiktok.deliver(stage.tiktok.signed(type_, json.loads(body)["data"])).status_code == 200
    assert stage.rows(InboxMessage) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": {"im_user_id": "1", "role": role}}
        for role in ("SHOP", "CUSTOMER_SERVICE", "SYSTEM", "ROBOT", "")
    ]
    + [
        {"is_visible": False},
        {"is_visible": "true"},
        {"sender": "BUYER"},
        {"message_id": 5},
        {"message_id": "a:b"},
    ],
)
def test_only_visible_messages_of_buyers(stage: Stage, changes: dict[str, Any]) -> None:
    """The shop's own lines, the system's, hidden ones and odd shapes start nothing."""
    stage.tiktok.says(stage.tiktok.conversation(), "cancel my order", **changes)
    assert stage.rows(InboxMessage) == []


def test_another_shop(stage: Stage) -> None:
    """A webhook of another shop of the same application is none of ours."""
    body, _ = stage.tiktok.webhook(stage.tiktok.conversation(), "TEXT", {"content": "hello"})
    stage.tiktok.deliver(stage.tiktok.signed(14, json.loads(body)["data"], shop_id="1"))
    assert stage.rows(InboxMessage) == []


NONSENSE = [b"", b"[]", b"{}", b"\xff", b'{"type": 14}', pytest.param(b"[" * 9000, id="deep")]


@pytest.mark.parametrize("body", NONSENSE)
def test_signed_nonsense(stage: Stage, body: bytes) -> None:
    """What is signed and still no webhook is acknowledged and left."""
    headers = {"Authorization": hex_hmac(SECRET, KEY.encode() + body)}
    assert stage.tiktok.deliver((body, headers)).status_code == 200
    assert stage.rows(InboxMessage) == []


@pytest.mark.parametrize(
    "kind", ["IMAGE", "EMOTICONS", "VIDEO", "BUYER_ENTER_FROM_PRODUCT", "NOTIFICATION", "OTHER"]
)
def test_what_is_not_text(stage: Stage, kind: str) -> None:
    """Pictures and the like are answered honestly; what only tells that somebody came gets no answer."""
    chat = stage.tiktok.conversation()
    stage.tiktok.event(chat, kind, {"url": "https://example.com/x.png", "product_id": "1"})
    stage.quiet()
    told = [text[:20] for text in stage.tiktok.texts(chat)]
    assert told == (["I can only read text"] if kind in ("IMAGE", "EMOTICONS", "VIDEO") else [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2", CAP), (" 1. ", HOODIE), ("#2)", CAP), ("3", "/talk_to_human"), ("4", "4"), ("0", "0"),
     ("2 of them", "2 of them"), ("/talk_to_human", None)],
)  # fmt: skip
def test_numbers_are_buttons(stage: Stage, typed: str, meant: str | None) -> None:
    """A number of the latest answer's list is that button; other numbers stay numbers; payloads cannot be typed."""
    chat = stage.tiktok.conversation()
    stage.rasa.script = {"cancel": MENU}
    stage.tiktok.says(chat, "cancel")
    stage.quiet()
    stage.tiktok.says(chat, typed)
    stage.quiet()
    assert stage.rasa.texts[1:] == ([meant] if meant else [])


def test_a_number_after_another_answer(stage: Stage) -> None:
    """Once the bot has answered something else without a list, a number is a number again."""
    chat = stage.tiktok.conversation()
    stage.rasa.script = {"cancel": MENU}
    for text in ("cancel", "how many?", "2"):
        stage.tiktok.says(chat, text)
        stage.quiet()
    assert stage.rasa.texts[2] == "2"


def test_the_list_that_was_seen(stage: Stage) -> None:
    """A number means the list that the buyer has, not one that is still on its way: its "1" may be a yes."""
    chat = stage.tiktok.conversation()
    stage.rasa.script = {"cancel": MENU, "go on": [reply("Cancel it?", ("Yes", "/confirm_cancel"))]}
    stage.tiktok.says(chat, "cancel")
    stage.quiet()
    stage.tiktok.trouble.plan.extend(["500"] * 3)
    stage.tiktok.says(chat, "go on")
    stage.tried(1)
    stage.tiktok.says(chat, "1")
    until(lambda: len(stage.rasa.texts) == 3)
    assert stage.rasa.texts[2] == HOODIE
