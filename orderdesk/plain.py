"""Rows as JSON, for programs: money as {"amount", "currency"}, times in ISO form and UTC, ids as strings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from orderdesk.money import Money


def plain(value: Any) -> Any:
    """A JSON-ready copy of a row, or of anything that rows hold."""
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def columns(row: Any) -> dict[str, Any]:
    """A row's columns by name, as they are."""
    return {part.name: getattr(row, part.name) for part in fields(row)}
