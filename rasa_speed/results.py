"""The check of what an action returned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

Check = Callable[[RemoteAction, Any], bool]


def checked(stock: Check) -> Check:
    """Rasa's check with validators that are made once: one for each kind of event, where Rasa tries all kinds."""
    kind = validator_for(EVENT_SCHEMA)
    whole = kind(RemoteAction.action_response_format_spec())
    kind.check_schema(whole.schema)
    kinds = {one["properties"]["event"]["const"]: kind(_with_common(one)) for one in EVENT_SCHEMA["oneOf"]}

    def validate(self: RemoteAction, result: Any) -> bool:
        return (
            _sound(result, kinds) or whole.is_valid(result) or stock(self, result)
        )  # what is wrong, in Rasa's words

    return validate


def _with_common(one: dict[str, Any]) -> dict[str, Any]:
    """What one kind of event asks for, and what all do. Its name alone tells a kind from all others."""
    common = EVENT_SCHEMA["properties"]
    asked = [*EVENT_SCHEMA["required"], *one.get("required", [])]
    return {"properties": {**common, **one["properties"]}, "required": asked}


def _sound(result: Any, kinds: dict[str, Any]) -> bool:
    """Whether every part is of a kind that is known and as it should be. False where it has to be looked at whole."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(isinstance(one, dict) for one in responses) and all(_is_event(one, kinds) for one in events)


def _is_event(one: Any, kinds: dict[str, Any]) -> bool:
    name = one.get("event") if isinstance(one, dict) else None
    return isinstance(name, str) and name in kinds and bool(kinds[name].is_valid(one))
