"""Repairs typos of the words that matter here, before any model reads them."""

import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"[a-z]{4,}")
OFTEN = 8  # a word that our lines use less often is nothing to repair towards
LONG = 8  # letters from which two slips are allowed instead of one
CACHE = 20_000


class Speller:
    """Knows words that are right, and repairs the others towards the words of the trade."""

    def __init__(self, targets: Iterable[str], known: Iterable[str]) -> None:
        """`targets`: words to repair towards; `known`: words that are left alone."""
        self.targets = sorted(targets)
        self._known = set(known) | set(self.targets)
        self._seen: dict[str, str] = {}

    @classmethod
    def learn(cls, lines: Iterable[str], dictionary: Iterable[str]) -> "Speller":
        """Targets are the words of `dictionary` that `lines` use often."""
        known = set(dictionary)
        counts = Counter(word for line in lines for word in WORD.findall(line))
        return cls([word for word, n in counts.items() if n >= OFTEN and word in known], known)

    def fix(self, text: str) -> str:
        """`text` (lower case) with each unknown word as its nearest target, when one is near."""
        return WORD.sub(lambda match: self._fixed(match[0]), text)

    def _fixed(self, word: str) -> str:
        if word in self._known:
            return word
        if word not in self._seen:
            if len(self._seen) > CACHE:  # strangers' words must not grow memory without end
                self._seen.clear()
            limit = 2 if len(word) >= LONG else 1
            best = process.extractOne(word, self.targets, scorer=OSA.distance, score_cutoff=limit)
            self._seen[word] = best[0] if best else word
        return self._seen[word]
