"""Reasons for cancelling or returning, found by the phrases of the lexicon."""

from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlu.span import Span

PREFIX = "reason/"
GAP = [{"IS_PUNCT": False, "OP": "?"}] * 3


class Reasons:
    """Finds reason codes; one phrase may stand for several (late is one code of cancel, one of return)."""

    def __init__(self, phrases: dict[str, list[str]], reader: Any) -> None:
        """`phrases`: code -> phrases, in which `*` is up to three words in between."""
        self._matcher = Matcher(reader.vocab)
        for code, lines in phrases.items():
            self._matcher.add(code, [_pattern(line, reader) for line in lines], greedy="LONGEST")

    def read(self, doc: Doc) -> list[Span]:
        """Entities `reason`, each code once, in the order of the message."""
        first: dict[str, Span] = {}
        for match_id, start, end in sorted(self._matcher(doc), key=lambda m: (m[1], -m[2])):
            code, span = doc.vocab.strings[match_id], doc[start:end]
            first.setdefault(code, Span("reason", code, span.start_char, span.end_char))
        return list(first.values())


def reason_phrases(lookups: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The tables of the lexicon named `reason/<code>[+<code>]`, as code -> phrases."""
    found: dict[str, list[str]] = {}
    for table in lookups:
        if table["name"].startswith(PREFIX) and isinstance(table["elements"], list):
            for code in table["name"].removeprefix(PREFIX).split("+"):
                found.setdefault(code, []).extend(table["elements"])
    return found


def _pattern(line: str, reader: Any) -> list[dict[str, Any]]:
    pattern: list[dict[str, Any]] = []
    for piece in line.split("*"):
        pattern += GAP if pattern else []
        pattern += [{"NORM": token.norm_} for token in reader.read(piece.strip())]
    return pattern
