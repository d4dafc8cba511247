"""Kernel ridge regression: projection, likeness, and what a line gets that was not learnt."""

import numpy as np
import pytest

from nlu.ridge import Projection, likeness, solve

RNG = np.random.default_rng(3)
VECTORS = RNG.normal(size=(30, 8)).astype(np.float32) * np.arange(1, 9, dtype=np.float32)


def test_projected_vectors_are_unit_vectors_of_the_strongest_components():
    """However many dimensions a vector has, the asked-for components of length one remain."""
    projected = Projection.learn(VECTORS, 3, 0.5)(VECTORS)
    assert projected.shape == (30, 3)
    np.testing.assert_allclose(np.linalg.norm(projected, axis=1), 1, rtol=1e-5)


def test_one_vector_is_projected_and_compared_as_many_are():
    """The short way for one message gives what the long way gives for all."""
    projection = Projection.learn(VECTORS, 4, 0.25)
    known = projection(VECTORS)
    alone = [likeness(known, projection(vector[None, :]), 2.0)[:, 0] for vector in VECTORS]
    np.testing.assert_allclose(np.stack(alone), likeness(known, known, 2.0), atol=1e-5)


@pytest.mark.parametrize(
    "vectors", [np.zeros((5, 0), np.float32), np.ones((5, 4), np.float32)], ids=["none", "same"]
)
def test_vectors_that_tell_nothing_are_no_error(vectors):
    """A pipeline without the encoder, or lines that are all alike, leave the n-grams alone to decide."""
    projected = Projection.learn(vectors, 3, 0.5)(vectors)
    assert np.isfinite(likeness(projected, projected, 2.0)).all()


def test_what_is_told_of_unseen_lines_is_what_a_model_without_them_says():
    """The leave-one-out scores, by which confidence is calibrated, are not the scores of lines learnt."""
    known = Projection.learn(VECTORS, 4, 0.25)(VECTORS)
    wanted = np.eye(3, dtype=np.float32)[np.arange(30) % 3]
    kernel = likeness(known, known, 2.0)
    _, unseen = solve(kernel.copy(), wanted, 0.1)
    others = np.arange(1, 30)
    weights, _ = solve(kernel[np.ix_(others, others)].copy(), wanted[others], 0.1)
    np.testing.assert_allclose(unseen[0], kernel[0, others] @ weights, atol=1e-4)


def test_a_kernel_that_is_none_is_told():
    """Numbers that cannot be solved end in an error, not in nonsense."""
    with pytest.raises(np.linalg.LinAlgError):
        solve(-np.eye(4, dtype=np.float32), np.eye(4, dtype=np.float32), 0.1)
