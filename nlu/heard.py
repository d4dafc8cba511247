"""What was said, as the pipeline heard it, and what it is taken to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Heard:
    """A parsed message: text, intent with confidence, Rasa entities."""

    text: str
    intent: str | None
    confidence: float
    entities: tuple[Mapping[str, Any], ...] = ()

    def has(self, names: frozenset[str]) -> bool:
        """Whether one of these entities was found."""
        return any(entity["entity"] in names for entity in self.entities)

    def values(self, name: str) -> list[Any]:
        """The values of an entity, as found."""
        return [entity["value"] for entity in self.entities if entity["entity"] == name]


@dataclass(frozen=True)
class Meaning:
    """The intent a message gets, and entities to add."""

    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict)
