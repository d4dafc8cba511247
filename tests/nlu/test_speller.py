"""Typos of the trade's words are repaired; right words are never touched."""

import pytest

from nlu.speller import OFTEN, Speller

LINES = ["cancel my order please", "track my package", "purchase return refund"] * OFTEN
DICTIONARY = [
    "cancel",
    "order",
    "please",
    "track",
    "package",
    "purchase",
    "return",
    "refund",
    "border",
    "rack",
    "channel",
]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.learn(LINES, DICTIONARY)


CASES = [("cacnel my oder plese", "cancel my order please"), ("pacakge", "package"), ("purchse", "purchase")]


@pytest.mark.parametrize(("text", "fixed"), CASES)
def test_slips_are_repaired(speller, text, fixed):
    """A letter too few, too many, wrong or swapped leads to the word that was meant."""
    assert speller.fix(text) == fixed


@pytest.mark.parametrize("text", ["border", "rack", "channel", "zzzzqqq", "my", "", "\U0001f642"])
def test_right_and_strange_words_stay(speller, text):
    """A word of the dictionary is right even when a word of the trade is near."""
    assert speller.fix(text) == text


def test_rare_words_are_no_targets():
    """A word that our own lines hardly use is nothing to repair towards."""
    assert Speller.learn(["cancel order"], DICTIONARY).targets == []
