"""Which one and how many, as people say it when a list is before them."""

import pytest

ORDINALS = [
    ("2", 2), ("#2", 2), ("option 2", 2), ("number three", 3), ("2.", 2), ("the second one", 2), ("1st", 1),
    ("the 2nd", 2), ("first one please", 1), ("i mean the third", 3), ("no 4", 4), ("two", 2),
    ("last one", "last"), ("the bottom one", "last"), ("the newest", "newest"), ("my last order", "newest"),
    ("the latest one", "newest"), ("most recent order", "newest"), ("the oldest one", "oldest"),
    ("the other one", "other"), ("no, the other order", "other"), ("where is my other order", "other"),
    ("when will my other parcel come", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), ORDINALS)
def test_an_ordinal_names_one_of_a_list(facts, text, value):
    """Numbers count from one; words name an end of the list or an age."""
    assert facts(text, "ordinal") == [value]


NO_ORDINAL = [
    "wait a second", "first of all hello", "the first time i ordered here", "last week", "on the other hand",
    "5752", "it cost 2 dollars", "last night", "at last", "second hand phone",
    "i have it in my other order",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_ORDINAL)
def test_time_and_talk_are_no_ordinals(facts, text):
    """ "second" as time, "first of all" and the like pick nothing."""
    assert facts(text, "ordinal") == []


QUANTITIES = [
    ("both", 2), ("both of them", 2), ("all of them", "all"), ("all", "all"), ("everything", "all"),
    ("the whole order", "all"), ("two of them", 2), ("3 pcs", 3), ("x2", 2), ("2x hoodie", 2), ("just one", 1),
    ("only 1", 1), ("2 items", 2), ("cancel all my orders", "all"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), QUANTITIES)
def test_a_quantity_is_counted(facts, text, count):
    """How many is a number or "all"."""
    assert facts(text, "quantity") == [{"count": count}]


@pytest.mark.parametrize("text", ["that's all", "not at all", "all good", "first of all", "all day long"])
def test_all_as_a_manner_of_speech_is_no_quantity(facts, text):
    """ "That's all" does not select all lines."""
    assert facts(text, "quantity") == []


EXCEPTED = [
    ("all but the socks", "the socks"), ("everything except the phone case", "the phone case"),
    ("cancel everything apart from the lamp please", "the lamp please"), ("all except for the hat", "the hat"),
    ("the hoodie, but not the socks", "the socks"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "excluded"), EXCEPTED)
def test_an_exception_turns_the_quantity_round(facts, text, excluded):
    """ "All but X" is not "all": the exception is marked and X is kept apart."""
    assert facts(text, "excluded") == [excluded]
    assert {"count": "all", "except": True} in facts(text, "quantity")
