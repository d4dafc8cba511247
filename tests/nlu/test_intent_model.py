"""The intent model without Rasa, on a toy task."""

import numpy as np
import pytest

from nlu.intent_model import IntentModel, Settings
from nlu.ridge import likeness

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
    return IntentModel(Settings()).fit(TEXTS, np.zeros((12, 3)), LABELS)


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
    again = IntentModel(Settings()).fit(TEXTS, np.zeros((12, 3)), LABELS)
    np.testing.assert_allclose(again._coef, model._coef)


def test_one_line_is_scored_as_the_whole_matrix_would(model):
    """The short way to the n-grams' share, from the few rows that a line touches, is the same sum."""
    said = ["where is where is my order", "hello you", "🙂", ""]
    nothing = np.zeros((4, 3), dtype=np.float32)
    alike = likeness(model._known, model._projection(nothing), model.settings.sharpness)
    whole = model._grams(said) @ model._coef + model._bias + alike.T @ model._alpha.T
    each = np.stack([model._scores(text, vector) for text, vector in zip(said, nothing, strict=True)])
    np.testing.assert_allclose(each, whole, atol=1e-5)


def test_a_line_learnt_is_understood_by_its_words_or_by_its_vector():
    """Both shares count: n-grams tell lines apart whose vectors are alike, and the other way round."""
    by_words = IntentModel(Settings()).fit(TEXTS, np.zeros((12, 3), np.float32), LABELS)
    assert by_words.proba(["good day to you"], np.zeros((1, 3))).argmax() == by_words.intents.index("greet")
    vectors = np.eye(3, dtype=np.float32)[[0] * 4 + [1] * 4 + [2] * 4]
    by_vector = IntentModel(Settings()).fit(["same"] * 12, vectors, LABELS)
    assert by_vector.proba(["same"], vectors[:1]).argmax() == by_vector.intents.index("track_order")


def test_a_line_that_could_be_either_is_rather_taken_for_a_wish_than_for_none():
    """`out_of_scope` must be ahead by its handicap."""
    torn = ["what about it", "what about it"], np.zeros((2, 3), np.float32), ["out_of_scope", "track_order"]
    model = IntentModel(Settings()).fit(*torn)
    assert model.intents[model.proba(["what about it"], np.zeros((1, 3))).argmax()] == "track_order"
    equal = IntentModel(Settings(handicap=0)).fit(*torn).proba(["what about it"], np.zeros((1, 3)))[0]
    assert equal[0] == pytest.approx(equal[1], abs=1e-3)
