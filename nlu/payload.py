"""The text that a button sends: `/intent{"entity": value}`, the form that Rasa's RegexMessageHandler reads."""

import json
import re
from typing import Any

PAYLOAD = re.compile(r"/(\w+)(\{.*\})?", re.S)


def payload(intent: str, **entities: Any) -> str:
    """The text for this intent and these entities."""
    return (
        f"/{intent}{json.dumps(entities, ensure_ascii=False, sort_keys=True)}" if entities else f"/{intent}"
    )


def read_payload(text: str) -> tuple[str, dict[str, Any]] | None:
    """The intent and entities of such a text, None where it is none."""
    match = PAYLOAD.fullmatch(text)
    try:
        entities = json.loads(match[2] or "{}") if match else None
    except ValueError:
        return None
    return (match[1], entities) if match and isinstance(entities, dict) else None
