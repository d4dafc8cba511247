"""The Rasa component that finds our entities with rules over spaCy tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.choices import Choices
from nlu.dates import Dates
from nlu.language import Reader
from nlu.mood import CancelMood
from nlu.numbers import Numbers, mask
from nlu.products import ProductPhrases
from nlu.reasons import Reasons, reason_phrases
from nlu.span import Span, free

PHRASES_FILE = "reasons.json"


def today() -> date:
    """The day that "today" means."""
    return datetime.now(timezone.utc).date()


class EntityReader:
    """All readers over one message. Usable without Rasa."""

    def __init__(
        self, language: str, phrases: dict[str, list[str]], clock: Callable[[], date] = today
    ) -> None:
        """`phrases`: reason code -> phrases; `clock` is the seam for tests."""
        self._reader = Reader(language)
        self._clock = clock
        self._numbers, self._dates = Numbers(language), Dates(language)
        self._choices = Choices(language, self._reader.vocab)
        self._reasons = Reasons(phrases, self._reader)
        self._mood = CancelMood(language, self._reader.vocab)
        self._products = ProductPhrases(language)

    def read(self, text: str) -> list[Span]:
        """Facts of `text`, sorted by place. Numbers are read first and then masked for all others."""
        numbers = self._numbers.read(text)
        doc = self._reader.read(mask(text, numbers))
        dates = [d for d in self._dates.read(doc.text, self._clock()) if free(d, numbers)]
        taken = numbers + dates
        choices = [c for c in self._choices.read(doc) if c.entity == "excluded" or free(c, taken)]
        reasons = self._reasons.read(doc)
        solid = taken + [c for c in choices if c.entity != "excluded"] + reasons
        found = [*taken, *choices, *reasons, *self._mood.read(doc), *self._products.read(doc, solid)]
        return sorted((_unmasked(span, text) for span in found), key=lambda s: s.start)


def _unmasked(span: Span, text: str) -> Span:
    return replace(span, value=text[span.start : span.end]) if span.entity == "excluded" else span


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class OrderdeskEntities(GraphComponent, EntityExtractorMixin):
    """Entity extractor; "training" keeps the lexicon's reason phrases in the model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`language`: the folder under `nlu/lang`."""
        return {"language": "en"}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, phrases: dict[str, list[str]]
    ) -> None:
        """Takes the phrases by reason code."""
        self._config, self._storage, self._resource = config, storage, resource
        self._phrases = phrases
        self._reader = EntityReader(config["language"], phrases)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OrderdeskEntities:
        """An extractor that knows no reasons yet."""
        return cls(config, model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OrderdeskEntities:
        """The extractor with the phrases it was trained with."""
        with model_storage.read_from(resource) as folder:
            phrases = json.loads((folder / PHRASES_FILE).read_text("utf-8"))
        return cls(config, model_storage, resource, phrases)

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the lexicon's reason tables."""
        self._phrases = reason_phrases(training_data.lookup_tables)
        self._reader = EntityReader(self._config["language"], self._phrases)
        with self._storage.write_to(self._resource) as folder:
            (folder / PHRASES_FILE).write_text(json.dumps(self._phrases), "utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities of each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = self.add_extractor_name([_as_rasa(span, text) for span in self._reader.read(text)])
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def _as_rasa(span: Span, text: str) -> dict[str, Any]:
    return {
        "entity": span.entity,
        "value": span.value,
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
    }
