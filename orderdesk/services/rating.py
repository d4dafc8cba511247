"""How a solved case went: asked once a case, and not again while an earlier question went unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction
from orderdesk.model import Conversation, Rating, RatingAsk
from orderdesk.ports import Unit
from orderdesk.services.typed import cleaned
from orderdesk.services.who import Who

SCORES = (1, 2, 3, 4, 5)
#: Journeys whose end may be a solved case.
RATED = ("cancel", "withdraw", "returns", "withdraw_return")
TEXT_LENGTH = 1000


def ask(desk: Desk, who: Who, journey: str, case_id: str) -> bool:
    """Whether to ask now; if so it is written down, so that nobody asks about this case again.

    Only conversations of the gateway are asked: elsewhere an operator is talking.
    """
    try:
        with desk.store.write() as unit:
            if unit.get(Conversation, who.conversation_id) is None or not _may_ask(unit, who, case_id):
                return False
            unit.add(
                RatingAsk(
                    desk.ids.new("RQ"),
                    who.conversation_id,
                    who.customer.id,
                    journey,
                    case_id,
                    desk.clock.now(),
                )
            )
    except StaleAction:  # two at once: the database keeps one
        return False
    return True


def rate(desk: Desk, conversation_id: str, customer_id: str | None, score: int, text: str = "") -> Rating:
    """Keep a rating; it is about the case that was asked about last, if that has none. Words have a limit."""
    now = desk.clock.now()
    with desk.store.write() as unit:
        open_asks = unit.find(
            RatingAsk, conversation_id=conversation_id, answered_at=None, order_by="-asked_at", limit=1
        )
        about: dict[str, Any] = {}
        for asked in open_asks:
            unit.change(asked, answered_at=now)
            about = {"journey": asked.journey, "case_id": asked.case_id}
        kept = cleaned(text, TEXT_LENGTH)
        rating = Rating(desk.ids.new("RA"), conversation_id, customer_id, score, kept, now, **about)
        unit.add(rating)
    return rating


def counts(desk: Desk) -> Iterator[tuple[str, int, int]]:
    """(journey, score, how many); the journey is empty for ratings about no case."""
    with desk.store.read() as unit:
        found = {journey: unit.tally(Rating, "score", journey=journey) for journey in (*RATED, None)}
    for journey, by_score in found.items():
        for score in SCORES:
            yield journey or "", score, by_score.get(score, 0)


def _may_ask(unit: Unit, who: Who, case_id: str) -> bool:
    waiting = unit.count(RatingAsk, conversation_id=who.conversation_id, answered_at=None)
    return not waiting and not unit.count(RatingAsk, case_id=case_id)
