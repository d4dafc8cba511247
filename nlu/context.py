"""What a message means while a question is open.

The last component of the pipeline. Actions keep the question that the assistant asked in the slot `question`
(`actions/_question.py` writes it). Here a message that answers it gets the intent `answer_<journey>`,
`confirm_<journey>` or `decline_<journey>`; any other message keeps its own intent, so that a question in between is
dealt with by its own rule. No rule needs a slot condition, and a "yes" means something only while something is asked.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.answers import interpret
from nlu.heard import Heard, Meaning
from nlu.payload import payload

EXTRACTOR = "AnswerInterpreter"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerInterpreter(GraphComponent):
    """Reads the open question from the tracker and gives answers their intent."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerInterpreter:
        """Rasa's factory; there is nothing to configure or load."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker = None) -> list[Message]:
        """Give each message its meaning under the tracker's open question. Without a tracker nothing is open."""
        question = (
            tracker.get_slot("question") if tracker is not None and "question" in tracker.slots else None
        )
        shown = _shown_buttons(tracker) if tracker is not None else []
        for message in messages:
            last = shown[0] if shown and question is None else []
            meaning = interpret(
                question, _heard(message), last, crowded=len(shown) > 1, refused=_refused(tracker)
            )
            if meaning is not None:
                _apply(message, meaning)
        return messages


def _refused(tracker: DialogueStateTracker | None) -> bool:
    """Whether an order was to be cancelled and nothing is asked any more: a refusal leaves it so."""
    return tracker is not None and "cancel_order" in tracker.slots and bool(tracker.get_slot("cancel_order"))


def _shown_buttons(tracker: DialogueStateTracker) -> list[list[dict[str, str]]]:
    """The sets of buttons shown since the buyer last spoke, the latest first."""
    sets = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered) and (shown := event.data.get("buttons")):
            sets.append([{"label": one["title"], "payload": one["payload"]} for one in shown])
    return sets


def _heard(message: Message) -> Heard:
    intent = message.get(INTENT) or {}
    return Heard(
        text=message.get(TEXT) or "",
        intent=intent.get(INTENT_NAME_KEY),
        confidence=float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0),
        entities=tuple(message.get(ENTITIES) or ()),
    )


def _apply(message: Message, meaning: Meaning) -> None:
    """Rasa reads "/intent{...}" texts after the pipeline and believes them, so a pressed button's text is replaced by
    what it means, and what Rasa would make of an intent it does not know is "not understood"."""
    if (message.get(TEXT) or "").startswith("/"):
        message.set(TEXT, payload(meaning.intent, **meaning.entities))
        message.set(
            INTENT, {INTENT_NAME_KEY: "nlu_fallback", PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True
        )
        message.set(ENTITIES, [], add_to_output=True)
        return
    message.set(INTENT, {INTENT_NAME_KEY: meaning.intent, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
    added = [
        {
            "entity": name,
            "value": value,
            "start": 0,
            "end": len(message.get(TEXT) or ""),
            "extractor": EXTRACTOR,
        }
        for name, value in meaning.entities.items()
    ]
    kept = [entity for entity in message.get(ENTITIES) or [] if entity["entity"] not in meaning.entities]
    message.set(ENTITIES, kept + added, add_to_output=True)
