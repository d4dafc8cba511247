"""How solved cases were rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rating:
    """How a buyer liked a conversation: 1 to 5, and why. `case_id`: the solved case that it is about. Id: RA-…"""

    id: str
    conversation_id: str
    customer_id: str | None
    score: int
    text: str
    created_at: datetime
    journey: str | None = None
    case_id: str | None = None


@dataclass(frozen=True)
class RatingAsk:
    """That a buyer was asked how a solved case went: once a case. Id: RQ-…"""

    id: str
    conversation_id: str
    customer_id: str
    journey: str
    case_id: str
    asked_at: datetime
    answered_at: datetime | None = None
