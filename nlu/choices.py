"""Which one ("the second one", "2") and how many ("both", "all but the socks")."""

import re
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlu.language import words
from nlu.pattern import compile_lines
from nlu.span import Span, longest_first

ALONE = re.compile(r"^\W*(?:#|no\.?|nr\.?)?\s*(\d{1,2})\W*$", re.I)
HASH = re.compile(r"(?<!\w)#\s?(\d{1,2})(?!\w)")


class Choices:
    """Finds ordinals, quantities and what is excepted from them."""

    def __init__(self, language: str, vocab: Any) -> None:
        """Compiles the language's patterns."""
        self._lang = words(language, "choices")
        self._classes = dict(self._lang["classes"])
        self._ordinals = {word: int(n) for n, ws in self._lang["ordinals"].items() for word in ws}
        self._classes["ordinal"] = list(self._ordinals)
        self._counts = {word: int(n) for word, n in self._lang["counts"].items()}
        self._times = re.compile(self._lang["times"], re.I)
        self._matcher = Matcher(vocab)
        self._add("ordinal", self._lang["ordinal_patterns"])
        self._add("label", ["<label> <counted>"])
        for name, lines in self._lang["named_patterns"].items():
            self._add(f"named.{name}", lines)
        for key in ("everything", "not_everything", "both", "some", "except_words"):
            self._add(key, self._lang[key])

    def _add(self, key: str, lines: list[str]) -> None:
        self._matcher.add(key, compile_lines(lines, self._classes), greedy="LONGEST")

    def read(self, doc: Doc) -> list[Span]:
        """Spans of entities `ordinal`, `quantity` and `excluded`."""
        hits: dict[str, list[Any]] = {}
        for match_id, start, end in self._matcher(doc):
            hits.setdefault(doc.vocab.strings[match_id], []).append(doc[start:end])
        ordinals = longest_first([*self._ordinal_spans(doc, hits), *self._numbered(doc)])
        return [*ordinals, *self._quantities(doc, hits, ordinals)]

    def _ordinal_spans(self, doc: Doc, hits: dict[str, list[Any]]) -> list[Span]:
        found = []
        for key, spans in hits.items():
            for span in spans:
                value = self._ordinal_value(key, span)
                after = doc[span.end].norm_ if span.end < len(doc) else ""
                if value is not None and after not in self._classes["not_time"]:
                    found.append(Span("ordinal", value, span.start_char, span.end_char))
        return found + self._alone(doc)

    def _ordinal_value(self, key: str, span: Any) -> Any:
        if key == "ordinal":
            return next(self._ordinals[t.norm_] for t in span if t.norm_ in self._ordinals)
        if key == "label":
            return self._counts[span[-1].norm_]
        return key.partition(".")[2] if key.startswith("named.") else None

    def _alone(self, doc: Doc) -> list[Span]:
        """A word that names one of a list, as the whole message ("two", "the first", "newest")."""
        tokens = [t for t in doc if not t.is_punct and t.norm_ not in ("the", "please")]
        if len(tokens) != 1:
            return []
        word, token = tokens[0].norm_, tokens[0]
        named = next((name for name, ws in self._lang["named"].items() if word in ws), None)
        value = self._ordinals.get(word) or self._counts.get(word) or named
        return [Span("ordinal", value, token.idx, token.idx + len(token))] if value else []

    def _numbered(self, doc: Doc) -> list[Span]:
        """Digits that point at a list: alone, after `#` or after "option"."""
        found = [m for m in (ALONE.match(doc.text), *HASH.finditer(doc.text)) if m]
        spans = [Span("ordinal", int(m[1]), m.start(), m.end()) for m in found if int(m[1]) > 0]
        for i, token in enumerate(doc[1:], 1):
            if token.is_digit and len(token) < 3 and doc[i - 1].norm_ in self._classes["label"]:
                spans.append(Span("ordinal", int(token.text), doc[i - 1].idx, token.idx + len(token)))
        return spans

    def _quantities(self, doc: Doc, hits: dict[str, list[Any]], ordinals: list[Span]) -> list[Span]:
        excepts = hits.get("except_words", [])
        no_all = {i for span in hits.get("not_everything", []) for i in range(span.start, span.end)}
        spans = [Span("quantity", {"count": "all"}, s.start_char, s.end_char)
                 for s in hits.get("everything", []) if not no_all & set(range(s.start, s.end))]  # fmt: skip
        spans += [Span("quantity", {"count": 2}, s.start_char, s.end_char) for s in hits.get("both", [])]
        spans += [Span("quantity", {"count": n}, s.start_char, s.end_char)
                  for s in hits.get("some", []) if (n := self._count(s))]  # fmt: skip
        spans += [Span("quantity", {"count": int(m[1] or m[2])}, *m.span())
                  for m in self._times.finditer(doc.text)]  # fmt: skip
        spans = [s for s in longest_first(spans) if not any(s.overlaps(o) for o in ordinals)]
        return _excepted(doc, spans, excepts) if excepts else spans

    def _count(self, span: Any) -> int | None:
        for token in span:
            if token.is_digit and len(token) < 3:
                return int(token.text)
            if token.norm_ in self._counts:
                return self._counts[token.norm_]
        return None


def _excepted(doc: Doc, quantities: list[Span], excepts: list[Any]) -> list[Span]:
    """ "all but X": the quantity becomes all-except, and X (to the end of the clause) is `excluded`."""
    mark = max(excepts, key=lambda s: s.end)
    end = next((t.idx for t in doc[mark.end :] if t.is_punct and t.text not in "-'\""), len(doc.text))
    text = doc.text[mark.end_char : end].strip()
    if not text:
        return quantities
    start = doc.text.index(text, mark.end_char)
    before = [q for q in quantities if q.start < mark.end_char and q.value["count"] != "all"]
    whole = Span("quantity", {"count": "all", "except": True}, mark.start_char, mark.end_char)
    return [*before, whole, Span("excluded", text, start, start + len(text))]
