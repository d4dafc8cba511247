"""The intent model without Rasa: n-grams and a sentence vector, a linear SVM, calibrated by temperature."""

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
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

WORD = {
    "ngram_range": (1, 2),
    "sublinear_tf": True,
    "token_pattern": r"(?u)\b\w[\w']*\b|[?!]",
    "dtype": np.float32,
}
CHAR = {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True, "min_df": 2, "dtype": np.float32}
STATE, WEIGHTS = "intent_model.json", "intent_model.npz"


@dataclass(frozen=True)
class Settings:
    """`c`: the SVM's slack; `encoder_weight`: of the sentence vector beside the n-grams; `folds` to calibrate."""

    c: float = 0.3
    encoder_weight: float = 1.0
    folds: int = 3
    seed: int = 7


class IntentModel:
    """Learns intents from texts and their vectors, and tells probabilities."""

    def __init__(self, settings: Settings) -> None:
        """An untrained model."""
        self.settings = settings
        self.intents: list[str] = []
        self.temperature = 1.0
        self._word, self._char = TfidfVectorizer(**WORD), TfidfVectorizer(**CHAR)
        self._coef = self._bias = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> IntentModel:
        """Trains on `texts`, as `nlu.plain` makes them, with `vectors` (n, d); calibrates on folds of the same."""
        said = list(texts)
        for _, vectorizer in self._vectorizers():
            _ready(vectorizer.fit(said))
        features, y = self._features(said, vectors), np.array(labels)
        self.intents = sorted(set(labels))
        self.temperature = self._calibrate(features, y)
        svm = self._svm().fit(features, y)
        # Feature by intent, so that one message costs its few rows and not the whole matrix.
        self._coef, self._bias = np.ascontiguousarray(svm.coef_.T.astype(np.float32)), svm.intercept_
        return self

    def proba(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Probabilities, shape (n, intents), rows sum to one."""
        scores = np.stack([self._scores(text, vector) for text, vector in zip(texts, vectors, strict=True)])
        return _softmax(scores, self.temperature)

    def _scores(self, text: str, vector: np.ndarray) -> np.ndarray:
        """One line's decision values, from the few rows that it touches.

        `einsum` rather than `@`: for so little work the threads of a BLAS cost more than they bring.
        """
        scores, start = self._bias.astype(np.float32), 0
        for _, vectorizer in self._vectorizers():
            rows, weights = _tfidf(vectorizer, text)
            scores = scores + np.einsum("i,ij->j", weights, self._coef[rows + start])
            start += len(vectorizer.vocabulary_)
        return scores + np.einsum("i,ij->j", vector * self.settings.encoder_weight, self._coef[start:])

    def _svm(self) -> LinearSVC:
        return LinearSVC(C=self.settings.c, random_state=self.settings.seed)

    def _features(self, said: list[str], vectors: np.ndarray) -> csr_matrix:
        dense = csr_matrix(vectors.astype(np.float32) * self.settings.encoder_weight)
        return hstack([self._word.transform(said), self._char.transform(said), dense], format="csr")

    def _calibrate(self, features: csr_matrix, y: np.ndarray) -> float:
        """The temperature that makes held-out probabilities most likely: confidence that means something."""
        folds = min(self.settings.folds, int(np.unique(y, return_counts=True)[1].min()))
        if folds < 2:
            return 1.0
        scores = np.zeros((len(y), len(self.intents)))
        split = StratifiedKFold(folds, shuffle=True, random_state=self.settings.seed)
        for train, held in split.split(features, y):
            scores[held] = self._svm().fit(features[train], y[train]).decision_function(features[held])
        index = np.searchsorted(self.intents, y)
        loss = lambda t: -np.log(_softmax(scores, t)[np.arange(len(y)), index] + 1e-12).mean()  # noqa: E731
        return float(minimize_scalar(loss, bounds=(0.05, 2.0), method="bounded").x)

    def save(self, folder: Path) -> None:
        """Plain JSON and arrays: nothing that runs code when it is loaded."""
        grams = {name: list(v.vocabulary_) for name, v in (("word", self._word), ("char", self._char))}
        order = {name: [int(v.vocabulary_[g]) for g in grams[name]] for name, v in self._vectorizers()}
        state = {"intents": self.intents, "temperature": self.temperature, "grams": grams, "order": order}
        (folder / STATE).write_text(json.dumps({**state, "settings": self.settings.__dict__}), "utf-8")
        idf = {name: v.idf_ for name, v in self._vectorizers()}
        with (folder / WEIGHTS).open("wb") as file:
            np.savez(file, coef=self._coef, bias=self._bias, word=idf["word"], char=idf["char"])

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """What `save` wrote."""
        state = json.loads((folder / STATE).read_text("utf-8"))
        model = cls(Settings(**state["settings"]))
        model.intents, model.temperature = state["intents"], state["temperature"]
        with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
            model._coef, model._bias = arrays["coef"], arrays["bias"]
            for name, vectorizer in model._vectorizers():
                vectorizer.vocabulary_ = dict(zip(state["grams"][name], state["order"][name], strict=True))
                vectorizer.idf_ = arrays[name]
                _ready(vectorizer)
        return model

    def _vectorizers(self) -> list[tuple[str, TfidfVectorizer]]:
        return [("word", self._word), ("char", self._char)]


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
