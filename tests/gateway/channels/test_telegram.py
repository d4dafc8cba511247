"""Telegram, between a fake of it and a scripted Rasa."""

from __future__ import annotations

import uuid

import pytest

from orderdesk.model import InboxMessage
from tests.fakes.rasa import reply
from tests.fakes.server import until
from tests.gateway.channels.conftest import Stage

ANN, BOB = 501, 502
YES = '/confirm_cancel{"ref": "PA-7F3K2M9Q", "order": "576461413038785752", "lines": "576461413038785752-1"}'
ASK = [reply("Cancel it?", ("Yes, cancel it", YES), ("No, keep it", "/decline_cancel"))]


def test_a_message_is_answered(stage: Stage) -> None:
    """A text gets Rasa's answer as a message to the same chat."""
    stage.telegram.says(ANN, "hello")
    until(lambda: stage.telegram.texts(ANN))
    assert stage.telegram.texts(ANN) == ["echo: hello"] and stage.rasa.texts == ["hello"]


@pytest.mark.parametrize("secret", ["", "wrong", "what-telegram-shows-us-every-timé"])
def test_without_the_secret_nothing_is_taken(stage: Stage, secret: str) -> None:
    """An update without Telegram's secret gets 401 and changes nothing."""
    update = {
        "update_id": 1,
        "message": {"text": "x", "chat": {"id": ANN, "type": "private"}, "from": {"id": ANN}},
    }
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
    assert stage.client.post("/channels/telegram", json=update, headers=headers).status_code == 401
    assert stage.rows(InboxMessage) == []


def test_the_same_update_counts_once(stage: Stage) -> None:
    """An update that comes again, at once or after the answer, is acknowledged and not answered again."""
    update = stage.telegram.says(ANN, "hello")
    stage.telegram.deliver(update)
    stage.quiet()
    assert stage.telegram.deliver(update).status_code == 200
    stage.telegram.says(ANN, "more")
    until(lambda: len(stage.telegram.texts(ANN)) == 2)
    assert stage.rasa.texts == ["hello", "more"]


def test_what_was_said_before_signing_out_is_not_heard_again(stage: Stage) -> None:
    """A recorded update of a conversation that has ended does not come to life in the next one."""
    update = stage.telegram.says(ANN, "cancel my order")
    stage.quiet()
    stage.telegram.says(ANN, "Sign out")
    until(lambda: len(stage.telegram.texts(ANN)) == 2)
    stage.telegram.deliver(update)
    stage.telegram.says(ANN, "hello")
    until(lambda: len(stage.telegram.texts(ANN)) == 3)
    assert stage.rasa.texts == ["cancel my order", "hello"]


def test_a_button_sends_its_payload(stage: Stage) -> None:
    """However long a payload is, its button fits; a press sends exactly the payload, and is answered."""
    stage.rasa.script = {"cancel it": ASK}
    stage.telegram.says(ANN, "cancel it")
    until(lambda: stage.telegram.texts(ANN))
    stage.quiet()
    stage.telegram.presses(ANN, "Yes")
    until(lambda: len(stage.telegram.texts(ANN)) == 2)
    assert stage.rasa.texts == ["cancel it", YES] and stage.telegram.refused == []
    until(lambda: stage.telegram.answered)


@pytest.mark.parametrize("data", ["b:4:0", "b:2:0", "b:1:0", "b:99:0", "x", "", YES])
def test_a_press_of_what_was_not_offered_here(stage: Stage, data: str) -> None:
    """Another chat's button, a place that is none, or made-up data never reaches Rasa, and is answered honestly."""
    stage.rasa.script = {"cancel it": ASK}
    stage.telegram.says(BOB, "hello")
    stage.quiet()
    stage.telegram.says(BOB, "cancel it")  # its buttons are in line 4
    stage.telegram.says(ANN, "hello")
    stage.quiet()
    stage.telegram.callback(ANN, data)
    until(lambda: len(stage.telegram.texts(ANN)) == 2)
    assert stage.telegram.texts(ANN)[1].startswith("That button belongs to an earlier")
    assert sorted(stage.rasa.texts) == ["cancel it", "hello", "hello"]


def test_only_people_in_private_chats(stage: Stage) -> None:
    """Groups, channels, other bots, edits and updates of other kinds are acknowledged and left."""
    person, group = {"id": ANN, "is_bot": False}, {"id": -9, "type": "group"}
    private = {"id": ANN, "type": "private"}
    about = {"message_id": 1, "date": 1, "text": "cancel"}
    stage.telegram.update(message={**about, "from": person, "chat": group})
    stage.telegram.update(message={**about, "from": {"id": ANN, "is_bot": True}, "chat": private})
    stage.telegram.update(edited_message={**about, "from": person, "chat": private})
    stage.telegram.update(channel_post={**about, "chat": group})
    stage.telegram.update(
        callback_query={"id": "q", "from": {"id": BOB}, "data": "b:1:0", "message": {"chat": private}}
    )
    stage.telegram.update(message="x")
    assert stage.rows(InboxMessage) == []
    assert 'outcome="ignored",platform="telegram",way="in"} 6.0' in stage.figures()


def test_what_is_not_text(stage: Stage) -> None:
    """Stickers, commands nobody knows, and books are answered by the gateway; Rasa does not get them."""
    stage.telegram.says(ANN, None)
    stage.telegram.says(ANN, "/restart")
    stage.telegram.says(ANN, "\x00 /confirm_cancel{}")
    stage.telegram.says(ANN, "x" * 1001)
    until(lambda: len(stage.telegram.texts(ANN)) == 4)
    heads = [text[:20] for text in stage.telegram.texts(ANN)]
    assert heads == [
        "I can only read text",
        "I don't know that co",
        "I don't know that co",
        "That message is too ",
    ]
    assert stage.rasa.texts == []


def test_commands_mean_words(stage: Stage) -> None:
    """What Telegram's menu sends is understood as what it means."""
    stage.telegram.says(ANN, "/start")
    stage.telegram.says(ANN, "/cancel@OurBot now")
    until(lambda: len(stage.telegram.texts(ANN)) == 2)
    assert stage.rasa.texts == ["hello", "cancel my order"]


def test_long_answers_come_in_pieces(stage: Stage) -> None:
    """A text over 4,096 signs is cut at a word, nothing of it is lost, and the keyboard hangs on the last piece."""
    words = " ".join(f"word{number}" for number in range(1200))
    stage.rasa.script = {"tell": [reply(words, ("Yes", "/x"))]}
    stage.telegram.says(ANN, "tell")
    until(lambda: len(stage.telegram.texts(ANN)) == 3)
    assert " ".join(stage.telegram.texts(ANN)) == words
    assert ["reply_markup" in one for one in stage.telegram.to(ANN)] == [False, False, True]


def test_too_much_at_once(stage: Stage) -> None:
    """The 21st message of a minute gets a word about it, once; Telegram is always told 200."""
    for number in range(25):
        stage.telegram.says(ANN, f"{number}")
    stage.quiet()
    until(lambda: len(stage.telegram.texts(ANN)) >= 21)
    assert len(stage.rasa.texts) == 20
    others = [text for text in stage.telegram.texts(ANN) if not text.startswith("echo")]
    assert len(others) == 1 and others[0].startswith("That was a lot")
    assert 'outcome="dropped",platform="telegram"' in stage.figures()


def test_who_blocks_us(stage: Stage) -> None:
    """A line that Telegram will never take is kept as undelivered, once, and shown in the figures."""
    stage.telegram.blocked.add(ANN)
    stage.telegram.says(ANN, "hello")
    stage.quiet()
    until(lambda: "orderdesk_platform_dead 1.0" in stage.figures())
    assert stage.telegram.refused == ["blocked"]


def test_off_by_default(client: object) -> None:
    """Without its secrets a platform's address is not there."""
    for path in ("/channels/telegram", "/channels/tiktok-shop"):
        assert client.post(path, json={"update_id": str(uuid.uuid4())}).status_code == 404  # type: ignore[attr-defined]
