"""Columns and checks from a model class: its fields, by the same names, in the same order."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column

from orderdesk.adapters.sql.types import Choice, Instant, Json, Words
from orderdesk.money import Money

PLAIN: dict[Any, Any] = {str: Words, bool: Boolean, int: BigInteger, datetime: Instant, Money: BigInteger}


@cache
def hints(kind: type) -> dict[str, tuple[Any, bool]]:
    """For each field: its type without `| None`, and whether None is allowed."""
    resolved = get_type_hints(kind)
    return {field.name: _without_none(resolved[field.name]) for field in fields(kind)}


def key_name(kind: type) -> str:
    """The primary key: `id`, or the first field where a row is named by something else's id."""
    return "id" if "id" in hints(kind) else next(iter(hints(kind)))


def money_names(kind: type) -> tuple[str, ...]:
    """The fields that hold money."""
    return tuple(name for name, (hint, _) in hints(kind).items() if hint is Money)


def columns(kind: type) -> list[Column]:
    """One column a field."""
    key = key_name(kind)
    return [
        Column(name, _type(hint), primary_key=name == key, nullable=optional, autoincrement=False)
        for name, (hint, optional) in hints(kind).items()
    ]


def checks(kind: type) -> list[CheckConstraint]:
    """What a column's type alone demands: a known state, an amount of whole units that is not negative."""
    found = []
    for name, (hint, _) in hints(kind).items():
        if isinstance(hint, type) and issubclass(hint, Enum):
            members = ", ".join(f"'{member.value}'" for member in hint)
            found.append(CheckConstraint(f"{name} IN ({members})", name=name))
        elif hint is Money:
            # SQLite keeps text and fractions in an INTEGER column unless told not to.
            found.append(CheckConstraint(f"{name} >= 0 AND {name} = CAST({name} AS BIGINT)", name=name))
    return found


def _type(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Choice(hint)
    if (get_origin(hint) or hint) in (tuple, dict):
        return Json(get_origin(hint) or hint)
    return PLAIN[hint]()


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    (inner,) = (part for part in get_args(hint) if part is not type(None))
    return inner, True
