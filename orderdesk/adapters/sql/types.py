"""Column types: each keeps one kind of value exactly, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from sqlalchemy import JSON, DateTime, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from orderdesk.errors import BadInput

#: PostgreSQL gives larger ones back as whole numbers, which are not quite equal. (NaN is not below it either.)
LARGEST_FLOAT = 1e15
UNSTORABLE = re.compile("[\\0\\ud800-\\udfff]")


class Words(TypeDecorator):
    """Text. NUL and half surrogate pairs, which one of the databases cannot keep, raise BadInput."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Check on the way in."""
        return None if value is None else storable(value)


class Instant(TypeDecorator):
    """A moment, to the microsecond: aware when given (naive raises ValueError), aware UTC when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """UTC; SQLite has no zones and keeps it as text that sorts by time."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a time without a zone cannot be stored")
        utc = value.astimezone(timezone.utc)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Aware UTC, whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class Choice(TypeDecorator):
    """A member of an enum, kept as its value. A CHECK in the table holds the same list."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """The member's value. Raises ValueError for anything else."""
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: Any, dialect: Any) -> Enum | None:
        """The member."""
        return None if value is None else self.kind(value)


class Json(TypeDecorator):
    """A dict or a tuple of strings, as JSON.

    What is not JSON already raises TypeError: it would come back as something else.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Any) -> Any:
        """PostgreSQL can only compare JSONB."""
        return dialect.type_descriptor(
            JSONB(none_as_null=True) if dialect.name == "postgresql" else self.impl
        )

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Plain JSON values."""
        if value is None:
            return None
        if not isinstance(value, self.kind):
            raise TypeError(f"a {self.kind.__name__} belongs here, not a {type(value).__name__}")
        plain: Any = list(value) if self.kind is tuple else value
        check_json(plain, "value")
        return plain

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """As it was given."""
        return None if value is None else self.kind(value)


def storable(text: Any) -> str:
    """The text itself. Raises BadInput where a database could not keep it, TypeError where it is no text."""
    if not isinstance(text, str):
        raise TypeError(f"text belongs here, not a {type(text).__name__}")
    if UNSTORABLE.search(text):
        raise BadInput("text with NUL or half a surrogate pair")
    return text


def check_json(value: Any, path: str) -> None:
    """Raises TypeError, naming the place, unless value is of JSON's own types (no tuples, no enums)."""
    if type(value) is dict:
        for key, part in value.items():
            if type(key) is not str:
                raise TypeError(f"{path}: the key {key!r} is no text")
            storable(key)
            check_json(part, f"{path}.{key}")
    elif type(value) is list:
        for index, part in enumerate(value):
            check_json(part, f"{path}[{index}]")
    elif type(value) is str:
        storable(value)
    elif type(value) is float and not abs(value) < LARGEST_FLOAT:
        raise TypeError(f"{path}: {value} would come back as another number")
    elif not (value is None or type(value) in (bool, int, float)):
        raise TypeError(f"{path}: a {type(value).__name__} is not JSON; write it as text or a number first")


def dump_json(value: Any) -> str:
    """One text for equal values, so that SQLite can compare them."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
