"""Facts as JSON and back: money, times and tuples keep their types in a pending action, a result or an outbox row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from orderdesk.money import Money


def pack(value: Any) -> Any:
    """A JSON-ready copy: Money -> {"$money": ["23.90", "USD"]}, datetime -> {"$time": iso}.

    Raises TypeError for other kinds.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return str(value) if isinstance(value, Enum) else value
    if isinstance(value, Money):
        return {"$money": [str(value.amount), value.currency]}
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, Mapping):
        return {str(key): pack(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(part) for part in value]
    raise TypeError(f"{type(value).__name__} cannot be kept as a fact")


def unpack(value: Any) -> Any:
    """The inverse of `pack`; lists come back as tuples."""
    if isinstance(value, Mapping):
        if set(value) == {"$money"}:
            amount, currency = value["$money"]
            return Money(Decimal(amount), currency)
        if set(value) == {"$time"}:
            return datetime.fromisoformat(value["$time"])
        return {key: unpack(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(unpack(part) for part in value)
    return value
