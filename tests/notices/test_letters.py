"""Every letter can be written from the facts that its service gives, says the same in text and HTML, and escapes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timezone
from decimal import Decimal
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import jinja2
import pytest

from orderdesk.facts import pack
from orderdesk.model import Customer, OutboxRow, OutboxState
from orderdesk.money import Money
from orderdesk.notices.render import letters, needs, render
from orderdesk.policy.alternatives import ALTERNATIVES
from orderdesk.reader import Reader
from tests.notices.samples import NOW, ORDER, SAMPLES, TITLE

SENDER = "Orderdesk <orders@orderdesk.example>"
MIA = Customer("c1", "mia", "Mia Castellano", "mia@example.com", "", "default", "en_US", "America/New_York")


def row(letter: str, facts: dict[str, Any]) -> OutboxRow:
    return OutboxRow(
        "OB-1", f"{letter}:X:email", "email", "c1", None, letter, pack(facts), OutboxState.PENDING, NOW, NOW
    )


def write(letter: str, reader: Customer = MIA, **more: Any) -> EmailMessage:
    return render(row(letter, SAMPLES[letter] | more), reader, SENDER)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


class Words(HTMLParser):
    """The text of a page as a reader sees it, and the tags that it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self._skip = "", set[str](), False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self._skip = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self._skip = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._skip else data + " "


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_every_letter_has_a_sample() -> None:
    """A letter without sample facts is a letter that no test reads."""
    assert set(letters()) == set(SAMPLES)


@pytest.mark.parametrize("letter", letters())
def test_samples_hold_what_a_letter_mentions(letter: str) -> None:
    """The samples give every fact that the letter mentions, so that no branch goes unread."""
    assert needs(letter) <= set(SAMPLES[letter])


@pytest.mark.parametrize("letter", letters())
def test_text_and_html_say_the_same(letter: str) -> None:
    """Whoever reads only one part of the letter misses nothing of the other."""
    message = write(letter)
    text, page = part(message, "plain"), Words(part(message, "html"))
    assert words(text) - words(page.text + str(message["Subject"])) <= {"order", "support"}
    assert not words(page.text) - words(text + str(message["Subject"]))


@pytest.mark.parametrize("letter", letters())
def test_nothing_of_a_template_is_left(letter: str) -> None:
    """A buyer sees no braces, no None, no Python."""
    message = write(letter)
    for text in (part(message, "plain"), part(message, "html"), str(message["Subject"])):
        assert not re.search(r"\{\{|\}\}|\{%|None|Undefined|Money\(|datetime", text)
    assert "\n\n\n" not in part(message, "plain")


@pytest.mark.parametrize("letter", [name for name in letters() if "items" in needs(name)])
def test_titles_are_text(letter: str) -> None:
    """A product's title with markup in it is shown, never obeyed."""
    message = write(letter)
    page = Words(part(message, "html"))
    assert TITLE in page.text
    assert "b" not in page.tags
    assert TITLE in " ".join(part(message, "plain").split())


def test_others_words_are_text_too() -> None:
    """A seller's answer cannot bring markup into a letter."""
    page = part(write("seller_answered", answer="<script>alert(1)</script><img src=x>"), "html")
    assert Words(page).tags.isdisjoint({"script", "img"})


def test_a_missing_fact_is_an_error() -> None:
    """A letter with a hole is never sent."""
    with pytest.raises(jinja2.UndefinedError, match="refund"):
        render(row("refund_sent", {"order": ORDER}), MIA, SENDER)


def test_an_unknown_letter_is_an_error() -> None:
    """A notice without a letter is seen, not skipped."""
    with pytest.raises(jinja2.TemplateNotFound):
        render(row("no_such_letter", {}), MIA, SENDER)


@pytest.mark.parametrize(
    ("locale", "zone", "amount", "time"),
    [
        ("en_US", "America/New_York", "$1,023.90", "Mon, Nov 23, 2026, 2:05 PM EST"),
        ("en_GB", "Europe/London", "US$1,023.90", "Mon, 23 Nov 2026, 19:05 GMT"),
        ("de_DE", "Europe/Berlin", "1.023,90 $", "Mo., 23. Nov. 2026, 20:05 MEZ"),
        ("xx_YY", "Nowhere/Land", "$1,023.90", "Mon, Nov 23, 2026, 7:05 PM UTC"),
    ],
)
def test_amounts_and_times_are_the_readers_own(locale: str, zone: str, amount: str, time: str) -> None:
    """Amounts are exact and in the reader's notation; times are in the reader's zone and say so."""
    reader = replace(MIA, locale=locale, timezone=zone)
    text = part(write("cancellation_requested", reader, answer_by=NOW.astimezone(timezone.utc)), "plain")
    shown = " ".join(text.split())
    assert amount in shown
    assert time in shown


def test_the_message_is_named_by_its_key() -> None:
    """A repeated row has the same Message-ID, so that a receiver can drop it; another row has another one."""
    first, again = write("refund_sent"), write("refund_sent")
    other = render(replace(row("refund_sent", SAMPLES["refund_sent"]), key="another"), MIA, SENDER)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert str(first["Message-ID"]).endswith("@orderdesk.example>")


def test_headers_cannot_be_injected() -> None:
    """Line breaks in a name or a fact start no new header."""
    reader = replace(MIA, name='Mia"\r\nBcc: eve@example.com')
    message = write("seller_answered", reader, seller="Shop\r\nBcc: eve@example.com")
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == MIA.email
    assert not re.search(rb"^Bcc", message.as_bytes().partition(b"\n\n")[0], re.MULTILINE)


def test_nothing_to_refund_is_said_so() -> None:
    """An order that was not paid for promises no money."""
    text = part(write("cancellation_done", refund=Money(Decimal("0.00"), "USD"), refund_id=None), "plain")
    assert "nothing to refund" in text
    assert "goes back" not in text


@pytest.mark.parametrize("letter", ["cancellation_refused", "return_refused"])
def test_a_refusal_offers_something(letter: str) -> None:
    """Even when the policy has no other alternative, a refusal leads to a person."""
    assert "talk to a person" in part(write(letter, alternatives=()), "plain")


@pytest.mark.parametrize("letter", ["cancellation_refused", "return_refused", "cancellation_requested"])
@pytest.mark.parametrize(("seller", "named"), [("Fern <Fold>", "Fern <Fold>"), ("", "seller")])
def test_the_head_names_the_seller(letter: str, seller: str, named: str) -> None:
    """Whose answer it is can be read in a list of letters; without a name it is the seller's."""
    message = write(letter, seller=seller)
    page = part(message, "html")
    assert named in str(message["Subject"])
    assert ("The seller" in str(message["Subject"]) or "the seller" in str(message["Subject"])) == (
        not seller
    )
    assert named in Words(page).text and "fold" not in Words(page).tags


def test_a_copy_says_which_seller_wrote() -> None:
    """The seller's lines are not the assistant's; copies that were asked for before names were kept are still sent."""
    text = part(write("transcript"), "plain")
    assert "Fern & <b>Fold</b> (seller):" in text and "Orderdesk:" in text
    assert "b" not in Words(part(write("transcript"), "html")).tags
    older = ({"who": "seller", "at": NOW, "text": "Too late."}, {"who": "bot", "at": NOW, "text": "Done."})
    assert "the seller:" in part(write("transcript", turns=older), "plain")


@pytest.mark.parametrize("by", ["SELLER", "SYSTEM", "BUYER"])
@pytest.mark.parametrize("kind", ["REFUND", "RETURN_AND_REFUND", "REPLACEMENT"])
@pytest.mark.parametrize(
    "letter", [name for name in letters() if "kind" in needs(name) or "by" in needs(name)]
)
def test_every_branch_can_be_written(letter: str, kind: str, by: str) -> None:
    """Whoever said yes, and whatever was asked for, there is a whole letter."""
    assert len(part(write(letter, kind=kind, by=by), "plain")) > 200


def test_every_alternative_has_a_sentence() -> None:
    """Whatever the policy offers after a no can be said in a letter."""
    page = part(write("return_refused", alternatives=tuple(ALTERNATIVES)), "html")
    assert len(re.findall("<li>", page)) == len(ALTERNATIVES)


@pytest.mark.parametrize(
    ("letter", "fact"),
    [
        ("return_approved", "ship_by"),
        ("return_label", "ship_by"),
        ("return_lapsed", "ship_by"),
        ("arrived", "return_by"),
        ("return_arrived", "return_by"),
    ],
)
def test_a_deadline_that_ends_in_the_middle_of_a_day_is_told_with_its_time(letter: str, fact: str) -> None:
    """Whoever has until 2:05 PM is not told "until Tuesday"."""
    told = " ".join(Reader.of(MIA, full=True).moment(SAMPLES[letter][fact]).split())
    assert told in " ".join(part(write(letter), "plain").split())


@pytest.mark.parametrize("letter", ["return_approved", "return_label", "dispute_decided"])
def test_whoever_sends_something_back_is_asked_to_say_so(letter: str) -> None:
    """Only what was said to be sent is missed when the seller never confirms it."""
    assert "Tell us in the chat when you have sent" in " ".join(part(write(letter), "plain").split())
