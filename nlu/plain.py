"""What the models read: the text in one spelling, without the digits that only name an order."""

import re

LONG_NUMBER = re.compile(r"\d(?:[ \-.]?\d){3,}")
PLAIN_TEXT = "plain_text"  # the attribute of a Rasa message that holds it, typos repaired
SPACE = re.compile(r"\s+")
NUMBER_WORD = "123"  # any number will do; a short one costs the encoder one token instead of nine


def plain(text: str) -> str:
    """Lower case, straight apostrophes, single spaces, numbers of four digits or more as `123`."""
    straight = text.lower().replace("\u2019", "'").replace("\u2018", "'")
    return SPACE.sub(" ", LONG_NUMBER.sub(NUMBER_WORD, straight)).strip()
