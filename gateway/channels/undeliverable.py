"""A line that its platform will never take."""

from __future__ import annotations


class Undeliverable(Exception):
    """Trying again would not help; `number` is the platform's own."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


def split(text: str, longest: int) -> list[str]:
    """The text in pieces of at most `longest` characters, cut at a line's or word's end where there is one."""
    pieces = []
    while len(text) > longest:
        cut = max(text.rfind("\n", 1, longest + 1), 0) or text.rfind(" ", 1, longest + 1)
        cut = cut if cut > longest // 2 else longest
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*pieces, text) if piece]
