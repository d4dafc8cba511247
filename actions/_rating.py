"""After a solved case: how did that go? Once a case, and only where somebody may want to say so."""

from __future__ import annotations

import logging

from actions._cards import rating_card
from actions._turn import Choice, Turn
from actions._words import label
from nlu.payload import payload
from orderdesk.errors import OrderdeskError
from orderdesk.services import rating
from orderdesk.services.effect import Done

log = logging.getLogger(__name__)
WAITING = "requested"  # the outcome of what somebody else has to agree to


def ask_rating(turn: Turn, done: Done) -> None:
    """Ask, if this solved something. What was done stands, so a failure here is no news for the buyer."""
    result = done.result
    if done.repeated or done.kind not in rating.RATED or result.get("outcome") == WAITING:
        return None
    try:
        asks = rating.ask(turn.desk, turn.who, done.kind, str(result["request"]))
    except OrderdeskError:
        return log.warning("no rating was asked for")
    if asks:
        turn.say("rating_ask", buttons=scores(), card=rating_card(done.kind))
    return None


def scores() -> list[Choice]:
    """A button for each score, worst first, so that its number is the score."""
    return [Choice(label("score", str(one)), payload("rate_case", choice=str(one))) for one in rating.SCORES]
