"""In what mood people speak of cancelling. The rules must never hear a wish where there is none."""

import pytest

CASES = {
    "request": [
        "cancel my order", "please cancel order 576461413038785752",
        "can you cancel X please", "could you help me cancel",
        "I'd like my order to be cancelled", "i want it cancelled", "help me cancel a purchase I made",
        "would you mind cancelling it", "I don't want it anymore, cancel it", "i need to cancel",
        "any chance you could cancel the rug", "is there a way someone can cancel my shelf",
        "can we cancel the teapot", "I never read the size. My own fault. Cancel the boots before they go.",
        "am i not able to cancel? do it for me", "I don't want it, please stop it and cancel",
        "I'm having trouble cancelling, cancel it for me", "canel my oder", "don't forget to cancel it",
    ],
    "negated": [
        "don't cancel it", "dont cancel", "please do not cancel my order", "never cancel without asking",
        "I do not want to cancel", "no need of cancellation", "i am not going to cancel", "don't call off my order",
    ],
    "question": [
        "can I cancel?", "can i still cancel after it ships", "is there a cancellation fee", "how do I cancel",
        "until when can I cancel", "is it possible to cancel", "what is your cancellation policy",
        "am I allowed to cancel",
    ],
    "report": [
        "did it cancel?", "was my order cancelled", "I never cancelled that",
        "why has it been cancelled",
        "the seller told me to cancel", "i clicked cancel", 'it says "cancel order" on the page',
        "they cancelled my order",
    ],
    "hypothetical": [
        "if it doesn't ship by friday I'll cancel", "I might cancel", "thinking about cancelling",
        "unless they answer today i will cancel", "i kinda want to cancel it but my wife doesn't",
        "part of me wants to cancel",
    ],
    "undo": [
        "undo the cancellation", "withdraw my cancellation request", "take back my cancel request",
        "cancel the cancellation",
        "i want to uncancel it",
    ],
    "other_object": [
        "cancel my return", "cancel the subscription", "cancel my request", "cancel the message to the seller",
        "cancel the dispute", "cancel my account", "cancel my hotel booking",
    ],
    "instead_of": [
        "change the address instead of cancelling", "rather than cancel, send it later", "fix it without cancelling"],
}  # fmt: skip


@pytest.mark.parametrize(("mood", "text"), [(mood, text) for mood, texts in CASES.items() for text in texts])
def test_each_mood_is_heard(facts, mood, text):
    """A message that speaks of cancelling has exactly one mood, the right one."""
    assert facts(text, "cancel_mood") == [mood]


@pytest.mark.parametrize("text", ["where is my order", "hello", "", "i can see it"])
def test_without_cancelling_there_is_no_mood(facts, text):
    """Other messages have none."""
    assert facts(text, "cancel_mood") == []


def test_the_last_wish_counts(facts):
    """ "Not the hoodie, the socks" asks for the socks; "cancel ... no, don't" asks for nothing."""
    assert facts("don't cancel the hoodie, please cancel the socks", "cancel_mood") == ["request"]
    assert facts("please cancel it. wait no, do not cancel it", "cancel_mood") == ["negated"]
