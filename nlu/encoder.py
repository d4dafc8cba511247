"""Sentence encoder as a Rasa featurizer. Serving needs onnxruntime and tokenizers, nothing heavier."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer as RasaTokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer

from nlu.plain import PLAIN_TEXT, plain
from nlu.speller import Speller

MODEL, TOKENIZER, WORDS = "model.onnx", "tokenizer.json", "words.json"
CACHE = Path("var") / "cache" / "encoder"


class Encoder:
    """Sentences to vectors, by an ONNX model on one thread. Usable without Rasa."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        """`folder` holds the model and its tokenizer; longer messages are cut at `max_tokens`."""
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = (folder / MODEL).read_bytes()  # Rasa deletes the folder after loading
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def dictionary(self) -> list[str]:
        """The whole words that the tokenizer knows: a dictionary of English that comes for free."""
        return [word for word in self._tokenizer.get_vocab() if word.isalpha()]

    def encode(self, text: str) -> np.ndarray:
        """Three unit vectors side by side, shape (1152,), float32."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        return self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature. "Training" exports the weights into the model archive."""

    @classmethod
    def required_components(cls) -> list[type]:
        """None of its own; a tokenizer is what Rasa expects before a featurizer."""
        return [RasaTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`precision`: fp32 or int8; `max_tokens`: where long messages are cut."""
        return {**DenseFeaturizer.get_default_config(), "precision": "int8", "max_tokens": 96}

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        storage: ModelStorage,
        resource: Resource,
        encoder: Encoder | None = None,
        speller: Speller | None = None,
    ) -> None:
        """`encoder` and `speller` are absent until training or loading brought them."""
        super().__init__(name, config)
        self._storage, self._resource, self._encoder, self._speller = storage, resource, encoder, speller

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """A featurizer that is yet to be trained."""
        return cls(config, execution_context.node_name or "encoder", model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceEncoder:
        """The featurizer with the model from the archive."""
        with model_storage.read_from(resource) as folder:
            encoder = Encoder(folder, config["max_tokens"])
            speller = Speller(json.loads((folder / WORDS).read_text("utf-8")), encoder.dictionary())
        name = execution_context.node_name or "encoder"
        return cls(config, name, model_storage, resource, encoder, speller)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises `ValueError` for a precision that there is no export for."""
        if config.get("precision", "int8") not in ("fp32", "int8"):
            raise ValueError(f"precision is fp32 or int8, not {config['precision']!r}")

    def train(self, training_data: TrainingData) -> Resource:
        """Exports the checked weights, or takes them from the cache, and stores them."""
        from nlu.export import exported  # heavy, and absent where models are only served

        source = exported(self._config["precision"], Path(os.environ.get("ORDERDESK_ENCODER_CACHE", CACHE)))
        self._encoder = Encoder(source, self._config["max_tokens"])
        lines = [plain(message.get(TEXT)) for message in _typed(training_data)]
        self._speller = Speller.learn(lines, self._encoder.dictionary())
        with self._storage.write_to(self._resource) as folder:
            for file in (MODEL, TOKENIZER):
                shutil.copy(source / file, folder / file)
            (folder / WORDS).write_text(json.dumps(self._speller.targets), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Features for all lines but those that begin with "/" (buttons; nobody types them)."""
        self.process(_typed(training_data))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the sentence vector of each message that has text, and the text as the models read it."""
        for message in messages:
            if message.get(TEXT) and self._encoder and self._speller:
                said = self._speller.fix(plain(message.get(TEXT)))
                message.set(PLAIN_TEXT, said)
                vector = self._encoder.encode(said)[None, :]
                message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages


def _typed(training_data: TrainingData) -> list[Message]:
    return [m for m in training_data.training_examples if not (m.get(TEXT) or "/").startswith("/")]
