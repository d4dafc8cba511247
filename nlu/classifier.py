"""The Rasa component that tells intents: our model, then the guard."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.guard import guarded
from nlu.intent_model import IntentModel, Settings
from nlu.mood import ENTITY as MOOD
from nlu.plain import PLAIN_TEXT, plain

RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OrderdeskClassifier(GraphComponent, IntentClassifier):
    """Calibrated intents. Comes after the sentence encoder and the entities, whose mood the guard reads."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of `IntentModel`."""
        return dict(Settings().__dict__)

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel
    ) -> None:
        """Takes the model, trained or not."""
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OrderdeskClassifier:
        """An untrained classifier."""
        settings = Settings(**{name: config[name] for name in Settings().__dict__})
        return cls(config, model_storage, resource, IntentModel(settings))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OrderdeskClassifier:
        """The classifier from the archive."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all lines but those that begin with "/": those intents come from buttons and context."""
        lines = [m for m in training_data.intent_examples if not (m.get(TEXT) or "/").startswith("/")]
        vectors = np.stack([_vector(m) for m in lines])
        self._model.fit([_said(m) for m in lines], vectors, [m.get(INTENT) for m in lines])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking. A message without text has no intent."""
        for message in messages:
            if message.get(TEXT):
                ranking = guarded(self._ranking(message), _mood(message))
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking[:RANKED], add_to_output=True)
            elif message.get(INTENT) is None:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        chances = self._model.proba([_said(message)], _vector(message)[None, :])[0]
        order = np.argsort(-chances)
        return [{"name": self._model.intents[i], "confidence": float(chances[i])} for i in order]


def _vector(message: Message) -> np.ndarray:
    """The sentence vector; a pipeline without the encoder gets an empty one, that is n-grams alone."""
    _, sentence = message.get_dense_features(TEXT)
    return sentence.features[0] if sentence else np.zeros(0, dtype=np.float32)


def _said(message: Message) -> str:
    return message.get(PLAIN_TEXT) or plain(message.get(TEXT))


def _mood(message: Message) -> str | None:
    return next((e["value"] for e in message.get(ENTITIES, []) if e["entity"] == MOOD), None)
