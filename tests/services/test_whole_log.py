"""The whole log of a conversation, and the transcript that is made from it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._turn import Turn
from actions.records import said
from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, Speaker
from orderdesk.services import conversations, delivery


def logged(desk: Desk, count: int) -> str:
    """A conversation with so many lines; its id."""
    id_ = conversations.open_web(desk).conversation.id
    lines = [
        delivery.Line(Speaker.BUYER if number % 2 else Speaker.BOT, f"line {number}")
        for number in range(count)
    ]
    with desk.store.write() as unit:
        conversation = unit.get(Conversation, id_)
        assert conversation is not None
        delivery.append(desk, unit, conversation, lines)
    return id_


def test_a_transcript_holds_what_rasa_has_forgotten(desk: Desk) -> None:
    """Rasa remembers the last turns only; the copy that a buyer asks for has every line, and says whose it is."""
    tracker = Tracker(logged(desk, 450), {}, {}, [], False, None, {}, "action_listen")
    turn = Turn(desk, tracker, CollectingDispatcher(), None)
    found = list(said(turn))
    assert [one.text for one in found] == [f"line {number}" for number in range(450)]
    assert [one.who for one in found[:2]] == ["bot", "buyer"]


def test_without_a_log_there_is_none(desk: Desk) -> None:
    """A conversation of `rasa shell` is told by Rasa's memory."""
    events = [{"event": "user", "text": "hi", "timestamp": 1.0}]
    tracker = Tracker("shell", {}, {}, events, False, None, {}, "action_listen")
    assert delivery.whole(desk, "shell") == []
    assert [one.text for one in said(Turn(desk, tracker, CollectingDispatcher(), None))] == ["hi"]
