"""The intent model without Rasa, on a toy task."""

import numpy as np
import pytest

from nlu.intent_model import IntentModel, Settings

TEXTS = [
    "where is my order",
    "track my parcel",
    "where's my stuff",
    "order status",
    "hello",
    "hi there",
    "hey",
    "good day",
    "bye",
    "goodbye",
    "see you",
    "farewell",
]
LABELS = ["track_order"] * 4 + ["greet"] * 4 + ["goodbye"] * 4


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel(Settings(folds=2)).fit(TEXTS, np.zeros((12, 3)), LABELS)


def test_probabilities_sum_to_one(model):
    """Confidence is a probability."""
    assert model.proba(["where is it"], np.zeros((1, 3))).sum() == pytest.approx(1)


def test_a_saved_model_says_the_same(model, tmp_path):
    """The archive holds all that the answer depends on."""
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    said = ["where is order 576461413038785752?", "hello you", "🙂", "zzz"]
    np.testing.assert_allclose(
        model.proba(said, np.ones((4, 3))), loaded.proba(said, np.ones((4, 3))), atol=1e-6
    )


def test_the_archive_runs_no_code(model, tmp_path):
    """Only JSON and plain arrays are stored, no pickles."""
    model.save(tmp_path)
    assert {f.suffix for f in tmp_path.iterdir()} == {".json", ".npz"}
    with np.load(tmp_path / "intent_model.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_training_is_repeatable(model):
    """The same lines give the same model."""
    again = IntentModel(Settings(folds=2)).fit(TEXTS, np.zeros((12, 3)), LABELS)
    np.testing.assert_allclose(again._coef, model._coef)


def test_one_line_is_scored_as_the_whole_matrix_would(model):
    """The short way to a score, from the few rows that a line touches, is the same sum."""
    said = ["where is where is my order", "hello you", "🙂", ""]
    vectors = np.ones((4, 3), dtype=np.float32)
    whole = model._features(said, vectors) @ model._coef + model._bias
    each = np.stack([model._scores(text, vector) for text, vector in zip(said, vectors, strict=True)])
    np.testing.assert_allclose(each, whole, atol=1e-5)
