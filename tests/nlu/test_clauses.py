"""Several requests in one message."""

from __future__ import annotations

import pytest

from nlu.clauses import Asked, clauses, in_turn


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "where's my hoodie and can I still cancel the socks?",
            ["where's my hoodie", "can I still cancel the socks?"],
        ),
        ("cancel order 57. where is my refund", ["cancel order 57", "where is my refund"]),
        ("cancel the hoodie and the socks", []),
        ("cancel my order", []),
        ("/cancel_order", []),
        ("hi there. cancel my last order", []),
        ("one two three and " * 4 + "four five six", []),
    ],
)
def test_clauses_are_split_where_requests_may_begin(text: str, parts: list[str]) -> None:
    """Short pieces and lists of things stay with their sentence."""
    assert clauses(text) == parts


def asked(intent: str, confidence: float = 0.9) -> Asked:
    return Asked(intent, intent, confidence)


def test_look_ups_come_before_effects() -> None:
    """The effectful one is dealt with last."""
    parts = [asked("cancel_order"), asked("track_order")]
    assert [one.intent for one in in_turn(asked("cancel_order"), parts)] == ["track_order", "cancel_order"]


def test_a_whole_that_is_torn_between_its_clauses_is_both() -> None:
    """What is unclear as one sentence may be clear as two."""
    parts = [asked("track_order"), asked("ask_cancellation_policy")]
    assert len(in_turn(asked("nlu_fallback", 0.3), parts)) == 2


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("track_order", [asked("track_order"), asked("delivery_eta")]),
        ("track_order", [asked("track_order"), asked("cancel_order", 0.5)]),
        ("out_of_scope", [asked("track_order"), asked("cancel_order")]),
        ("track_order", [asked("track_order"), asked("out_of_scope")]),
        ("track_order", []),
    ],
)
def test_one_request_in_two_sentences_stays_one(whole: str, parts: list[Asked]) -> None:
    """The same subject, an unclear clause, or a whole that means something else: nothing is split."""
    assert in_turn(asked(whole), parts) == []
