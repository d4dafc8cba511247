"""Several things in one message: "where's my hoodie and can I still cancel the socks?".

`Splitter` stands first in the pipeline and puts the clauses of a message behind it, so that every component reads
them too. `Joiner` stands before the interpreter of answers: when the clauses ask for different things, and clearly,
the message means the first of them that only looks something up, and carries the others in the entity `also`
(text, intent, entities). `action_resume` takes them up, one after another; what has an effect comes last and asks
for its own yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.clauses import Asked, clauses, in_turn

CLAUSE = "clause_of_a_message"


class _Fixed(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Fixed:
        """Rasa's factory; there is nothing to configure or load."""
        return cls()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Splitter(_Fixed):
    """Puts the clauses of each message behind it."""

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages, then their clauses as messages of their own."""
        parts = [text for message in messages for text in clauses(message.get(TEXT) or "")]
        return [*messages, *(Message({TEXT: text, CLAUSE: True}) for text in parts)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Joiner(_Fixed):
    """Gives a message with several requests the first one's meaning, and the others as the entity `also`."""

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages without the clauses."""
        whole = [message for message in messages if not message.get(CLAUSE)]
        parts = [_asked(message) for message in messages if message.get(CLAUSE)]
        if len(whole) == 1 and (turns := in_turn(_asked(whole[0]), parts)):
            _join(whole[0], turns)
        return whole


def _asked(message: Message) -> Asked:
    intent = message.get(INTENT) or {}
    return Asked(
        text=message.get(TEXT) or "",
        intent=intent.get(INTENT_NAME_KEY) or "",
        confidence=float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0),
        entities=tuple(message.get(ENTITIES) or ()),
    )


def _join(message: Message, turns: Sequence[Asked]) -> None:
    first, *others = turns
    message.set(
        INTENT,
        {INTENT_NAME_KEY: first.intent, PREDICTED_CONFIDENCE_KEY: first.confidence},
        add_to_output=True,
    )
    also = [
        {"entity": "also", "value": one.as_value(), "start": 0, "end": len(one.text), "extractor": "Joiner"}
        for one in others
    ]
    message.set(ENTITIES, [*first.entities, *also], add_to_output=True)
