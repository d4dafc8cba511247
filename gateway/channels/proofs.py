"""Who is it? On platforms the order number, the e-mail address and the code are typed into the chat."""

from __future__ import annotations

import re

from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation
from orderdesk.services import conversations, proof

EMAIL = re.compile(r"[^\s@<>,;:\"']+@[^\s@<>,;:\"']+\.[^\s@<>,;:\"'.]+")
NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){14,19}(?!\d)")
NOT_DIGITS = re.compile(r"\D")
LONGEST_CODE = 40


def order_and_email(text: str) -> tuple[str, str] | None:
    """The order number and the address in a message that has both."""
    email = EMAIL.search(text)
    number = order_number(text.replace(email.group(), " ")) if email else None
    return (number, email.group()) if email and number else None


def order_number(text: str) -> str | None:
    """A number in a message that can be an order's, without the blanks and dashes in it."""
    found = NUMBER.search(text)
    return NOT_DIGITS.sub("", found.group()) if found else None


def code(text: str) -> str | None:
    """Six digits and nothing else that counts."""
    digits = NOT_DIGITS.sub("", text)
    return digits if len(digits) == proof.DIGITS and len(text) <= LONGEST_CODE else None


def looks_like_proof(desk: Desk, conversation: Conversation, text: str) -> bool:
    """Whether the message is for signing in, so that neither the log nor Rasa gets to see it."""
    if not (order_and_email(text) or code(text)):
        return False
    if conversations.signed_in(desk, conversation.id) is not None:
        return False
    return bool(order_and_email(text)) or proof.is_expected(desk, conversation.id)
