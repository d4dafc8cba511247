"""The guard: an intent to cancel needs words that ask for it."""

import pytest

from nlu.guard import INSTEAD, guarded


def ranking(*names: str) -> list[dict]:
    return [{"name": name, "confidence": 0.5 / (i + 1)} for i, name in enumerate(names)]


@pytest.mark.parametrize("mood", INSTEAD)
def test_no_mood_but_a_request_lets_cancelling_through(mood):
    """Whatever the classifier says, such a mood never leaves `cancel_order` first."""
    result = guarded(ranking("cancel_order", "greet"), mood)
    assert result[0]["name"] in INSTEAD[mood]
    assert result[-1] == {"name": "cancel_order", "confidence": 0.0}


@pytest.mark.parametrize(("mood", "sure"), [("request", 0.4), (None, 0.9)])
def test_a_clear_request_is_never_blocked(mood, sure):
    """Asking words, and clear messages that name no cancelling ("call it off"), stay as the classifier heard them."""
    heard = [{"name": "cancel_order", "confidence": sure}, {"name": "keep_order", "confidence": 1 - sure}]
    assert guarded(heard, mood) == heard


def test_the_likeliest_fitting_intent_steps_in():
    """Of the intents that fit the mood, the classifier's best takes over, with the confidence of both."""
    result = guarded(ranking("cancel_order", "greet", "how_to_cancel"), "question")
    assert result[0] == {"name": "how_to_cancel", "confidence": pytest.approx(0.5 + 0.5 / 3)}


def test_other_intents_are_not_touched():
    """The guard watches one intent only."""
    heard = ranking("track_order", "cancel_order")
    assert guarded(heard, "negated") == heard


def test_a_wish_that_names_no_cancelling_must_be_clear():
    """ "Drop the case" is asked about, not taken for a wish to cancel; a clear one still is one."""
    unsure = [{"name": "cancel_order", "confidence": 0.53}, {"name": "close_ticket", "confidence": 0.13}]
    assert guarded(unsure, None)[0]["confidence"] < 0.35
    clear = [{"name": "cancel_order", "confidence": 0.95}, {"name": "close_ticket", "confidence": 0.01}]
    assert guarded(clear, None) == clear
