"""Answers to the questions of the returns journey, in words that sound like something else."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.answers import interpret
from nlu.heard import Heard, Meaning

REASONS = ("no_longer_needed", "does_not_fit", "damaged", "not_received")


def why(journey: str = "returns") -> dict[str, Any]:
    choices = [
        {"label": code, "value": code, "payload": f'/answer_{journey}{{"choice": "{code}"}}'}
        for code in REASONS
    ]
    return {"journey": journey, "name": "reason", "kind": "choice", "ref": None, "choices": choices}


def heard(text: str, intent: str, *reasons: str, mood: str | None = None) -> Heard:
    entities = [{"entity": "reason", "value": code} for code in reasons]
    return Heard(
        text, intent, 0.9, (*entities, *([{"entity": "cancel_mood", "value": mood}] if mood else []))
    )


@pytest.mark.parametrize("journey", ["returns", "cancel"])
def test_not_wanting_it_any_more_is_a_reason_and_keeps_nothing(journey: str) -> None:
    """ "I don't want it any more" sounds like "don't", but says nothing about cancelling."""
    said = heard("i don't want it any more", "keep_order", "no_longer_needed")
    assert interpret(why(journey), said) == Meaning(f"answer_{journey}", {"choice": "no_longer_needed"})


def test_do_not_cancel_stays_what_it_says() -> None:
    """Words against cancelling end it, whatever else stands in the message."""
    said = heard("don't cancel it, i still want it", "keep_order", "no_longer_needed", mood="negated")
    assert interpret(why("cancel"), said) == Meaning("decline_cancel", {"ref": None})


@pytest.mark.parametrize("intent", ["return_item", "exchange_item", "get_refund", "delivery_problem"])
def test_a_reason_with_the_journeys_own_wish_answers(intent: str) -> None:
    """ "send it back, it is broken" while the reason is asked is the reason."""
    said = heard("send it back, it is broken", intent, "damaged")
    assert interpret(why(), said) == Meaning("answer_returns", {"choice": "damaged"})


@pytest.mark.parametrize("intent", ["cancel_order", "contact_seller", "open_dispute", "withdraw_return"])
def test_a_reason_with_another_journeys_wish_goes_there(intent: str) -> None:
    """ "cancel it, it is broken" is a wish to cancel."""
    assert interpret(why(), heard("cancel it, it is broken", intent, "damaged")) is None


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("where is my return?", "/return_status"),
        ("wheres my return", "/return_status"),
        ("where is my retrun", "/return_status"),
        ("where is my refund?", None),
        ("where is my refund", None),
    ],
)
def test_a_label_may_be_misspelt_but_not_another_word(text: str, means: str | None) -> None:
    """ "Where is my refund?" is not the button "Where is my return?", however alike they look."""
    offered = [{"label": "Where is my return?", "payload": "/return_status"}]
    found = interpret(None, Heard(text, "refund_status", 0.9), offered)
    assert (found and f"/{found.intent}") == means


def sure(journey: str) -> dict[str, Any]:
    return {"journey": journey, "name": "confirm", "kind": "confirm", "ref": "PA-1", "choices": []}


@pytest.mark.parametrize("journey", ["returns", "cancel"])
@pytest.mark.parametrize("intent", ["delivery_problem", "inform", "nlu_fallback"])
def test_another_reason_at_the_confirmation_is_a_correction(journey: str, intent: str) -> None:
    """ "It arrived damaged" while a yes is asked changes the reason, and is no yes."""
    assert interpret(sure(journey), heard("it arrived damaged", intent, "damaged")) == Meaning(
        f"answer_{journey}"
    )


def test_a_question_with_a_reason_in_it_is_a_question() -> None:
    """ "Did it arrive damaged?" and other journeys' wishes keep their meaning."""
    assert interpret(sure("returns"), heard("did it arrive damaged?", "delivery_problem", "damaged")) is None
    assert interpret(sure("seller"), heard("it arrived damaged", "delivery_problem", "damaged")) is None
