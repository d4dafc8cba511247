"""The text that a button sends."""

import json
from typing import Any


def payload(intent: str, **entities: Any) -> str:
    """`/intent{"entity": value}`, the form that Rasa's RegexMessageHandler reads."""
    return (
        f"/{intent}{json.dumps(entities, ensure_ascii=False, sort_keys=True)}" if entities else f"/{intent}"
    )
