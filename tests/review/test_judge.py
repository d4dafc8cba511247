"""Which turns are shown to a person."""

from __future__ import annotations

import pytest

from orderdesk.review.judge import findings
from orderdesk.review.turn import FALLBACK, Turn


def turn(
    text: str, intent: str, *, guess: str = "", sure: float = 0.95, at: float = 0.0, of: str = "c1"
) -> Turn:
    return Turn(of, at, text, intent, guess or intent, sure)


def judged(*turns: Turn) -> list[tuple[str, str, str | None]]:
    return [(one.turn.text, one.reason, one.meant) for one in findings(turns, below=0.6)]


def test_what_fell_back_and_what_was_hardly_understood_is_shown() -> None:
    """A message that was not understood well is there for a person to label."""
    heard = [
        turn("wait what", FALLBACK, guess="keep_order", sure=0.35),
        turn("the tumbler broke", "delivery_problem", sure=0.59),
        turn("where is it", "track_order", sure=0.61),
    ]
    assert judged(*heard) == [("wait what", "fell_back", None), ("the tumbler broke", "unsure", None)]


@pytest.mark.parametrize(
    "correction",
    [
        "no, i meant where my return is",
        "I said my return!",
        "no wait, my return",
        "you misunderstood, my return",
    ],
)
def test_a_correction_gives_the_turn_before_it_the_right_intent(correction: str) -> None:
    """ "No, I meant …" labels what came before it."""
    heard = [turn("where are my returns", "track_order"), turn(correction, "return_status", at=20)]
    assert judged(*heard) == [("where are my returns", "corrected", "return_status")]


def test_a_no_and_then_another_wish_is_a_correction() -> None:
    """The wish after a plain no is what was meant."""
    heard = [
        turn("stop that order", "track_order"),
        turn("no", "deny", at=10),
        turn("cancel it", "cancel_order", at=20),
    ]
    assert judged(*heard) == [("stop that order", "corrected", "cancel_order")]


def test_a_no_to_a_question_of_ours_is_no_correction() -> None:
    """Answers under an open question judge the question, not what was heard before."""
    heard = [
        turn("cancel the hoodie", "cancel_order"),
        turn("no", "decline_cancel", guess="deny", at=10),
        turn("where is it", "track_order", at=20),
    ]
    assert judged(*heard) == []


def test_another_conversation_or_a_late_word_corrects_nothing() -> None:
    """Only the same buyer's next words, within minutes, count."""
    first = turn("where are my returns", "track_order")
    assert judged(first, turn("no, i meant my refund", "refund_status", at=10, of="c2")) == []
    assert judged(first, turn("no, i meant my refund", "refund_status", at=4000)) == []


def test_buttons_are_not_shown() -> None:
    """Nobody types a button's payload."""
    assert judged(turn("/answer_returns", FALLBACK, sure=0.1)) == []
