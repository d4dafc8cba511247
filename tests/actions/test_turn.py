"""What a turn says: texts everywhere, cards where somebody can draw them."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._turn import Turn
from tests.shop import Shop


@pytest.mark.parametrize(("channel", "cards"), [("cmdline", [{}]), ("private", [{"type": "rating"}])])
def test_a_card_never_stands_in_a_shell(shop: Shop, channel: str, cards: list[dict[str, str]]) -> None:
    """`rasa shell` would print it as it is; the text is said all the same."""
    heard = [{"event": "user", "input_channel": channel}]
    tracker = Tracker("someone", {}, {"text": "hi"}, heard, False, None, {}, "action_listen")
    turn = Turn(shop.desk, tracker, CollectingDispatcher(), None)
    turn.say("rating_ask", card={"type": "rating"})
    (said,) = turn.dispatcher.messages
    assert said["response"] == "utter_rating_ask" and said["custom"] == cards[0]
