"""In what mood a message speaks of cancelling: does it ask for it, forbid it, ask about it, report it?

One of `request negated question report hypothetical undo other_object instead_of`. The rules live in
`lang/<language>/cancel_mood.yml`; this module only runs them over spaCy tokens.
"""

import re
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlu.language import words
from nlu.pattern import compile_lines
from nlu.span import Span

ENTITY = "cancel_mood"
QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{3,80})[\"“”«»]|(?<!\w)'([^']{3,80})'(?!\w)")
# Of several mentions the last decides, but these say less than a plain wish elsewhere in the message.
WEAK = {"report", "hypothetical"}


class CancelMood:
    """Finds the one `cancel_mood` of a message."""

    def __init__(self, language: str, vocab: Any) -> None:
        """Compiles the rules; their order in the file is their rank."""
        lang = words(language, "cancel_mood")
        classes = lang["classes"]
        self._moods = [group["mood"] for group in lang["groups"]]
        self._closed = {str(i) for i, group in enumerate(lang["groups"]) if group.get("closed")}
        self._follows = set(classes["no_gap"]) | set(classes["other"]) | set(classes["request_word"])
        self._default = lang["default"]
        self._names = set(classes["ccl"]) | set(classes["able"])
        self._matcher = Matcher(vocab)
        for rank, group in enumerate(lang["groups"]):
            self._matcher.add(str(rank), compile_lines(group["patterns"], classes))

    def read(self, doc: Doc) -> list[Span]:
        """Nothing when cancelling is not mentioned, else one span over the mention that decided."""
        mentions = [i for i, token in enumerate(doc) if token.norm_ in self._names]
        if not mentions:
            return []
        moods = self._moods_of(doc, mentions)
        decisive = _decisive(moods)
        token = doc[mentions[decisive]]
        return [Span(ENTITY, moods[decisive], token.idx, token.idx + len(token))]

    def _moods_of(self, doc: Doc, mentions: list[int]) -> list[str]:
        best = dict.fromkeys(mentions, len(self._moods))
        for match_id, start, end in self._matcher(doc):
            name = doc.vocab.strings[match_id]
            if name in self._closed and self._goes_on(doc, end):
                continue
            rank = int(name)
            for i in mentions:
                if start <= i < end and rank < best[i]:
                    best[i] = rank
        moods = [*self._moods, self._default]
        quoted = [m.span() for m in QUOTED.finditer(doc.text)]
        return [_unless_quoted(moods[best[i]], doc[i].idx, quoted, self._default) for i in mentions]

    def _goes_on(self, doc: Doc, end: int) -> bool:
        """True when a noun follows: in "cancel the gift box" the object is the box, not the gift."""
        token = doc[end] if end < len(doc) else None
        return token is not None and token.is_alpha and not token.is_stop and token.norm_ not in self._follows


def _unless_quoted(mood: str, at: int, quoted: list[tuple[int, int]], default: str) -> str:
    """Words in quotes are somebody's, not an order to us."""
    inside = any(start <= at < end for start, end in quoted)
    return "report" if inside and mood == default else mood


def _decisive(moods: list[str]) -> int:
    """The last mention; but a plain request is not taken back by a report or an if."""
    last = len(moods) - 1
    if moods[last] in WEAK:
        strong = [i for i, mood in enumerate(moods) if mood not in WEAK]
        return strong[-1] if strong else last
    return last
