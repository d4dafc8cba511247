"""Which turns a person should look at: not understood, hardly understood, or put right by the buyer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli

from orderdesk.review.turn import FALLBACK, Turn

#: A correction comes soon or is none.
SOON = 300.0
#: Intents that say "that was wrong" and nothing else; what comes next is what was meant.
NO = frozenset({"deny", "stop", "start_over"})
#: Intents that name no wish: after a no they tell nothing about what came before it.
PLAIN = NO | {"affirm", "inform", "thank", "greet", "goodbye", "out_of_scope"}
FELL_BACK, UNSURE, CORRECTED = "fell_back", "unsure", "corrected"


@dataclass(frozen=True)
class Finding:
    """A turn with the reason why it is shown, and, where the buyer put it right, what was understood then."""

    turn: Turn
    reason: str
    meant: str | None = None


def findings(turns: Iterable[Turn], below: float) -> list[Finding]:
    """What to look at among `turns`, in their order; `below`: the confidence that counts as unsure."""
    by_conversation: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        by_conversation[turn.conversation_id].append(turn)
    found = [one for said in by_conversation.values() for one in _of_one(said, below)]
    return sorted(found, key=lambda one: one.turn.at)


def _of_one(said: list[Turn], below: float) -> list[Finding]:
    judged = ((turn, _reason(turn, below), _meant(turn, said[i + 1 : i + 3])) for i, turn in enumerate(said))
    return [
        Finding(turn, CORRECTED if meant else str(reason), meant)
        for turn, reason, meant in judged
        if _typed(turn) and (meant or reason)
    ]


def _typed(turn: Turn) -> bool:
    """Buttons and empty messages teach nothing."""
    return bool(turn.text.strip()) and not turn.text.startswith("/")


def _reason(turn: Turn, below: float) -> str | None:
    if turn.intent == FALLBACK:
        return FELL_BACK
    return UNSURE if turn.intent == turn.guess and turn.confidence < below else None


def _meant(turn: Turn, after: list[Turn]) -> str | None:
    """The intent that the buyer's correction had: "no, I meant …", or a no and then another wish."""
    if turn.intent in PLAIN or not after or after[0].at - turn.at > SOON or not _typed(after[0]):
        return None
    if _corrects(after[0].text):
        return _other(turn, after[0])
    if after[0].intent in NO and len(after) > 1 and after[1].at - turn.at <= SOON and _typed(after[1]):
        return _other(turn, after[1])
    return None


def _other(turn: Turn, then: Turn) -> str | None:
    """An answer to a question, or the same intent again, corrects nothing."""
    own = all(one.intent in (one.guess, FALLBACK) for one in (turn, then))
    return then.guess if own and then.guess not in PLAIN | {FALLBACK, turn.guess} else None


def _corrects(text: str) -> bool:
    return _corrections().match(text.strip()) is not None


@cache
def _corrections() -> re.Pattern[str]:
    words = tomli.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))["corrections"]
    return re.compile("|".join(words), re.IGNORECASE)
