"""What a buyer typed, made fit to be kept and passed on."""

from __future__ import annotations

import unicodedata

#: Turns the reading direction of what follows, a seller's page included.
TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Control characters, halves of characters, private ones. Joiners stay: emoji are made with them.
UNFIT = frozenset({"Cc", "Cs", "Co", "Cn"})


def cleaned(text: str, limit: int = 1000) -> str:
    """The text without control characters, white space put in order, at most `limit` characters; lines are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (" ".join("".join(_character(one) for one in line).split()) for line in lines)
    return "\n".join(line for line in kept if line)[:limit].rstrip()


def keepable(text: str) -> str:
    """The text as it was typed, but for the characters that no database keeps and blanks around it."""
    kept = (one for one in text if one in "\n\t" or (one >= " " and not "\ud800" <= one <= "\udfff"))
    return "".join(kept).strip()


def _character(one: str) -> str:
    if one in TURNS_TEXT:
        return ""
    return " " if unicodedata.category(one) in UNFIT else one
