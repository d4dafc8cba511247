"""The words of a language: YAML files under `nlu/lang/<language>/`, and a spaCy tokenizer for it."""

from functools import cache
from pathlib import Path
from typing import Any

import spacy
import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.language import Language
from spacy.tokens import Doc

SPLIT = 6  # words from the verb to the one that goes with it, and one more
HERE = Path(__file__).parent / "lang"


@cache
def words(language: str, topic: str) -> dict[str, Any]:
    """The content of `lang/<language>/<topic>.yml`; all scalars are strings ("no" stays a word)."""
    text = (HERE / language / f"{topic}.yml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes strings only


class Reader:
    """Tokenizes a message and gives each token the norm that the patterns compare."""

    def __init__(self, language: str) -> None:
        """Makes a blank spaCy pipeline; nothing is downloaded."""
        spelling = words(language, "spelling")
        self._nlp: Language = spacy.blank(language)
        self._norms: dict[str, str] = spelling["norms"]
        self._targets: list[str] = spelling["repair"]
        self._split = {word: verb for verb in spelling["split_verbs"] for word in verb["words"]}
        self._keep = set(spelling["keep"])
        self._repaired: dict[str, str] = {}

    @property
    def vocab(self) -> Any:
        """The spaCy vocabulary, shared by all matchers."""
        return self._nlp.vocab

    def read(self, text: str) -> Doc:
        """A `Doc` of `text` (same length), with norms set."""
        doc = self._nlp.make_doc(text.replace("\u2019", "'").replace("\u2018", "'"))
        for token in doc:
            norm = self._norm(token.norm_)
            if norm != token.norm_:
                token.norm_ = norm
            if norm in self._split:
                self._join(doc, token.i)
        return doc

    def _join(self, doc: Doc, at: int) -> None:
        """Lets the verb of "call it off" mean what both words mean together."""
        verb = self._split[doc[at].norm_]
        if any(token.lower_ in verb["with"] for token in doc[at + 1 : at + SPLIT]):
            doc[at].norm_ = verb["means"]

    def _norm(self, norm: str) -> str:
        if norm in self._norms:
            return self._norms[norm]
        if norm in self._keep or not 4 < len(norm) < 16:
            return norm
        if norm not in self._repaired:
            if len(self._repaired) > 10_000:  # a buyer's words must not grow memory without end
                self._repaired.clear()
            self._repaired[norm] = self._repair(norm)
        return self._repaired[norm]

    def _repair(self, norm: str) -> str:
        """Typos of the few words that decide about an effect: two slips where the first letter is right."""
        limit = 2 if len(norm) > 6 and any(norm[0] == target[0] for target in self._targets) else 1
        best = process.extractOne(norm, self._targets, scorer=OSA.distance, score_cutoff=limit)
        return best[0] if best else norm
