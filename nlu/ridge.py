"""Kernel ridge regression over sentence vectors: which lines are alike, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import blas, lapack

TINY = 1e-9


def _none() -> np.ndarray:
    return np.zeros(0, dtype=np.float32)


@dataclass
class Projection:
    """Sentence vectors (n, d) to unit vectors (n, k) of their strongest components, partly whitened."""

    mean: np.ndarray = field(default_factory=_none)
    axes: np.ndarray = field(default_factory=_none)

    @classmethod
    def learn(cls, vectors: np.ndarray, components: int, whitening: float) -> Projection:
        """Principal components of `vectors`; each is divided by its standard deviation to the power of `whitening`."""
        mean = vectors.mean(axis=0)
        variances, axes = np.linalg.eigh(np.cov(vectors - mean, rowvar=False).reshape(2 * [vectors.shape[1]]))
        strongest = [i for i in np.argsort(-variances)[:components] if variances[i] > TINY]
        scale = variances[strongest] ** (whitening / 2)
        return cls(mean.astype(np.float32), (axes[:, strongest] / scale).astype(np.float32))

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        """The projected vectors, float32; what has no direction stays zero."""
        places = np.einsum("ij,jk->ik", vectors - self.mean, self.axes, optimize=len(vectors) > 1)
        sizes = np.sqrt(np.einsum("ij,ij->i", places, places))
        return (places / np.maximum(sizes, TINY)[:, None]).astype(np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        """What has to be stored."""
        return {"mean": self.mean, "axes": self.axes}


def likeness(a: np.ndarray, b: np.ndarray, sharpness: float) -> np.ndarray:
    """Gaussian kernel of unit vectors, shape (len(a), len(b)); 1 where they are the same."""
    products = np.einsum("ij,j->i", a, b[0])[:, None] if len(b) == 1 else a @ b.T
    return np.exp(sharpness * (products - 1), dtype=np.float32)


def solve(kernel: np.ndarray, wanted: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """The weights of the lines, and what each line would have got had it not been learnt; both (n, intents).

    The second comes from the inverse (leave-one-out in closed form), so nothing is trained twice. Spoils `kernel`.
    """
    kernel[np.diag_indices_from(kernel)] += ridge
    lower, failed = lapack.spotrf(kernel.T, lower=1, overwrite_a=1)  # symmetric: .T is the order LAPACK wants
    if failed:
        raise np.linalg.LinAlgError("the kernel is not positive: raise the ridge")
    inverse, _ = lapack.spotri(lower, lower=1, overwrite_c=1)
    weights = blas.ssymm(1.0, inverse, wanted, lower=1)
    return weights, wanted - weights / np.diag(inverse)[:, None]
