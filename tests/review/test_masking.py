"""What a person who labels lines must not get to see."""

from __future__ import annotations

import pytest

from orderdesk.review.masking import masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("order 579310024418276630 please", "order 000000000000000000 please"),
        ("card 4111 1111 1111 1111", "card 0000 0000 0000 0000"),
        ("call me on +44 (0)20 7946-0991", "call me on +00 (0)00 0000-0000"),
        ("parcel JD014600003SXB12", "parcel XX000000000XXX00"),
        ("write to mia.b+x@mail.example.org now", "write to someone@example.com now"),
        ("mia at mail dot org is my mail", "someone@example.com is my mail"),
        ("see https://x.example/u/mia?k=1 there", "see https://example.com there"),
        ("my name is Joanna Quill and it is late", "my name is Alex and it is late"),
        ("my name is joanna, hi", "my name is Alex, hi"),
        ("Kind regards, Joanna Quill", "Kind regards, Alex"),
        ("send it to 12b Old Elm Street please", "send it to 1 Main Street please"),
        ("Elmstrasse 12 is where I live", "1 Main Street is where I live"),
        ("postcode SW1A 1AA", "postcode AB1 2CD"),
    ],
)
def test_personal_data_is_taken_out(said: str, shown: str) -> None:
    """Numbers, addresses, links and introduced names never reach the list."""
    assert masked(said) == shown


@pytest.mark.parametrize(
    "said", ["2 hoodies in size 42", "cancel it, please", "this is late", "i live in a small place"]
)
def test_other_words_stay(said: str) -> None:
    """A line without personal data is shown as it was said: it is there to be learnt from."""
    assert masked(said) == said


def test_what_the_shop_knows_of_the_buyer_is_taken_out_anywhere() -> None:
    """The buyer's own name is masked without any introduction, in any letter case, but not inside other words."""
    known = ["Mia Berg", "mia", "mia@example.org"]
    assert (
        masked("MIA here, berg is my name, bergamot my scent", known)
        == "Alex here, Alex is my name, bergamot my scent"
    )


def test_a_line_stays_one_line() -> None:
    """No text can break out of its place in the file."""
    assert masked("where\n- intent: x\r\n  is it") == "where - intent: x is it"
