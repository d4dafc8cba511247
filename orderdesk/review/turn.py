"""What a buyer said and what was understood, as the assistant's log keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What Rasa calls a message that it would not guess at.
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Turn:
    """One message of a buyer. `intent` is what it was taken for in the end, `guess` the best of the ranking with its
    `confidence` from 0 to 1. `at`: seconds since 1970."""

    conversation_id: str
    at: float
    text: str
    intent: str
    guess: str
    confidence: float

    @classmethod
    def of_event(cls, conversation_id: str, event: Mapping[str, Any]) -> Turn:
        """The turn of a stored `user` event of Rasa 3.6."""
        parsed = event.get("parse_data") or {}
        intent = parsed.get("intent") or {}
        ranking = [entry for entry in parsed.get("intent_ranking") or [] if entry.get("name") != FALLBACK]
        best = ranking[0] if ranking else intent
        return cls(
            conversation_id=conversation_id,
            at=float(event.get("timestamp") or 0.0),
            text=event.get("text") or "",
            intent=intent.get("name") or FALLBACK,
            guess=best.get("name") or FALLBACK,
            confidence=float(best.get("confidence") or 0.0),
        )
