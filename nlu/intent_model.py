"""The intent model without Rasa: n-grams and a sentence vector, kernel ridge regression, calibrated by temperature.

Two lines are alike as far as their n-grams are (a linear kernel) and as their sentence vectors are (a Gaussian one,
over a few whitened components). The n-grams' share of a score is a sum over rows of weights; the vectors' share
compares with every line learnt, which is a few hundred thousand multiplications (docs/nlu.md has what was compared).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.ridge import Projection, likeness, solve

WORD = {
    "ngram_range": (1, 2),
    "sublinear_tf": True,
    "token_pattern": r"(?u)\b\w[\w']*\b|[?!]",
    "dtype": np.float32,
}
CHAR = {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True, "min_df": 2, "dtype": np.float32}
STATE, WEIGHTS = "intent_model.json", "intent_model.npz"
BLOCK = 500
OUT = "out_of_scope"
ARRAYS = ("coef", "bias", "alpha", "known")


@dataclass(frozen=True)
class Settings:
    """How smooth the model is (docs/nlu.md).

    `ridge`: what a line may be missed by; `gram_weight`: of n-grams beside the vector; `components`: of the vector
    that count, each divided by its standard deviation to the power of `whitening`; `sharpness`: of the Gaussian;
    `handicap`: taken off the score of `out_of_scope`, which has so many lines that it draws others to it.
    """

    ridge: float = 0.1
    gram_weight: float = 0.15
    components: int = 160
    whitening: float = 0.25
    sharpness: float = 2.0
    handicap: float = 0.04


class IntentModel:
    """Learns intents from texts and their vectors, and tells probabilities."""

    def __init__(self, settings: Settings) -> None:
        """An untrained model."""
        self.settings = settings
        self.intents: list[str] = []
        self.temperature = 1.0
        self._word, self._char = TfidfVectorizer(**WORD), TfidfVectorizer(**CHAR)
        self._projection = Projection()
        self._coef = self._bias = self._alpha = self._known = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> IntentModel:
        """Trains on `texts`, as `nlu.plain` makes them, with `vectors` (n, d).

        Takes n * n * 4 bytes twice over, and time that grows with n cubed.
        """
        said, how = list(texts), self.settings
        for _, vectorizer in self._vectorizers():
            _ready(vectorizer.fit(said))
        self.intents = sorted(set(labels))
        grams, y = self._grams(said), np.searchsorted(self.intents, np.array(labels))
        self._projection = Projection.learn(vectors, how.components, how.whitening)
        self._known = self._projection(vectors)
        kernel = likeness(self._known, self._known, how.sharpness)
        for start in range(
            0, len(said), BLOCK
        ):  # at once, the sparse product would need four times the memory
            part = slice(start, start + BLOCK)
            kernel[part] += how.gram_weight * (grams[part] @ grams.T).toarray()
        wanted = np.eye(len(self.intents), dtype=np.float32)[y]
        self._bias = wanted.mean(axis=0)
        alpha, unseen = solve(kernel, wanted - self._bias, how.ridge)
        self._bias[[intent == OUT for intent in self.intents]] -= how.handicap
        self.temperature = _calibrated(unseen + self._bias, y)
        # Gram by intent, so that one message costs its few rows and not the whole matrix.
        self._coef = np.ascontiguousarray(how.gram_weight * (grams.T @ alpha), dtype=np.float32)
        self._alpha = np.ascontiguousarray(alpha.T)
        return self

    def proba(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Probabilities, shape (n, intents), rows sum to one."""
        scores = np.stack([self._scores(text, vector) for text, vector in zip(texts, vectors, strict=True)])
        return _softmax(scores, self.temperature)

    def _scores(self, text: str, vector: np.ndarray) -> np.ndarray:
        """One line's scores: the few rows of n-grams that it touches, and all lines that it may be like.

        `einsum` rather than `@`: for so little work the threads of a BLAS cost more than they bring.
        """
        scores, start = self._bias, 0
        for _, vectorizer in self._vectorizers():
            rows, weights = _tfidf(vectorizer, text)
            scores = scores + np.einsum("i,ij->j", weights, self._coef[rows + start])
            start += len(vectorizer.vocabulary_)
        alike = likeness(self._known, self._projection(vector[None, :]), self.settings.sharpness)[:, 0]
        return scores + np.einsum("ij,j->i", self._alpha, alike)

    def _grams(self, said: list[str]) -> csr_matrix:
        return hstack([self._word.transform(said), self._char.transform(said)], format="csr")

    def save(self, folder: Path) -> None:
        """Plain JSON and arrays: nothing that runs code when it is loaded."""
        grams = {name: list(v.vocabulary_) for name, v in self._vectorizers()}
        order = {name: [int(v.vocabulary_[g]) for g in grams[name]] for name, v in self._vectorizers()}
        state = {"intents": self.intents, "temperature": self.temperature, "grams": grams, "order": order}
        (folder / STATE).write_text(json.dumps({**state, "settings": self.settings.__dict__}), "utf-8")
        arrays = {name: getattr(self, f"_{name}") for name in ARRAYS}
        arrays |= {f"idf_{name}": v.idf_ for name, v in self._vectorizers()} | self._projection.arrays()
        with (folder / WEIGHTS).open("wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """What `save` wrote."""
        state = json.loads((folder / STATE).read_text("utf-8"))
        model = cls(Settings(**state["settings"]))
        model.intents, model.temperature = state["intents"], state["temperature"]
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            for name in ARRAYS:
                setattr(model, f"_{name}", arrays[name])
            model._projection = Projection(arrays["mean"], arrays["axes"])
            for name, vectorizer in model._vectorizers():
                vectorizer.vocabulary_ = dict(zip(state["grams"][name], state["order"][name], strict=True))
                vectorizer.idf_ = arrays[f"idf_{name}"]
                _ready(vectorizer)
        return model

    def _vectorizers(self) -> list[tuple[str, TfidfVectorizer]]:
        return [("word", self._word), ("char", self._char)]


def _calibrated(unseen: np.ndarray, y: np.ndarray) -> float:
    """The temperature that makes unseen lines' probabilities most likely: confidence that means something."""
    loss = lambda t: -np.log(_softmax(unseen, t)[np.arange(len(y)), y] + 1e-12).mean()  # noqa: E731
    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)


def _tfidf(vectorizer: TfidfVectorizer, text: str) -> tuple[np.ndarray, np.ndarray]:
    """What `transform` gives for one text, columns and weights, without its checks, which cost more than the work."""
    known, idf = vectorizer.vocabulary_, vectorizer.idf_row
    counts = Counter(known[gram] for gram in vectorizer.analyze(text) if gram in known)
    columns = np.fromiter(counts, dtype=np.int64, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    weights = (1 + np.log(times)) * idf[columns]
    return columns, weights / max(float(np.sqrt((weights**2).sum())), 1e-9)


def _ready(vectorizer: TfidfVectorizer) -> None:
    """Keeps what scikit-learn would work out anew for each text."""
    vectorizer.analyze = vectorizer.build_analyzer()
    vectorizer.idf_row = np.asarray(vectorizer.idf_, dtype=np.float32)


def _softmax(scores: np.ndarray, temperature: float) -> np.ndarray:
    scaled = scores / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return scaled / scaled.sum(axis=1, keepdims=True)
