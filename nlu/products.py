"""Words that may name a product: what is left of a message when everything known is taken away."""

from spacy.tokens import Doc, Token
from spacy.util import get_lang_class

from nlu.language import words
from nlu.span import Span, free

MOST = 4  # phrases of one message; more is a story, not a product


class ProductPhrases:
    """Finds runs of words that are neither grammar nor the talk of orders."""

    def __init__(self, language: str) -> None:
        """Takes the language's grammar words from spaCy and the shop's own from `products.yml`."""
        lang = words(language, "products")
        stop = get_lang_class(language).Defaults.stop_words
        self._known = set(stop) | set(lang["domain"]) | set(lang["talk"])
        self._inside = set(lang["inside"])

    def read(self, doc: Doc, taken: list[Span]) -> list[Span]:
        """At most four `product_phrase` spans; the action compares them with the buyer's own lines."""
        runs: list[list[int]] = [[]]
        for i, token in enumerate(doc):
            if self._may_name(token, taken):
                runs[-1].append(i)
            elif not (runs[-1] and (token.norm_ in self._inside or token.is_digit)):
                runs.append([])
        spans = [doc[run[0] : run[-1] + 1] for run in runs if run]
        found = [Span("product_phrase", s.text, s.start_char, s.end_char) for s in spans if len(s.text) > 2]
        return [s for s in found if free(s, taken)][:MOST]

    def _may_name(self, token: Token, taken: list[Span]) -> bool:
        if not any(c.isalpha() for c in token.text) or {token.norm_, token.lower_} & self._known:
            return False
        return free(Span("", None, token.idx, token.idx + len(token)), taken)
