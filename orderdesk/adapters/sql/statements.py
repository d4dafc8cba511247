"""Questions to the database, made once for each shape: making one takes longer than asking it of a small table.

SQLAlchemy knows a question's compiled form only as long as it is the same object, so they are kept. Values go in as
parameters that are named after their columns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy import insert as insert_
from sqlalchemy import update as update_

from orderdesk.adapters.sql.rows import mapper
from orderdesk.money import Money

LIMIT, BEFORE, FROM = "limit_", "before_", "from_"
#: What a changed row's key, and each of its columns, held before.
KEY, HELD = "key_", "held_"
KEEP = 1000
ONE, MANY, NONE = "one", "many", "none"
#: The columns of a condition, each with how many values it is held against.
Shape = tuple[tuple[str, str], ...]


def shape(equal: dict[str, Any]) -> Shape:
    """What the conditions `column=value` look like, whatever their values. Raises TypeError for money."""
    return tuple((name, _how_many(value)) for name, value in equal.items())


def parameters(equal: dict[str, Any]) -> dict[str, Any]:
    """The values, as the statement of their shape wants them."""
    return {name: _parameter(value) for name, value in equal.items() if value is not None}


@lru_cache(maxsize=KEEP)
def rows(kind: type[Any], conditions: Shape, order_by: str | None, *, limited: bool, hold: bool) -> Any:
    """Rows, sorted; the parameter LIMIT says how many, if `limited`. `hold`: locked, where there are such locks."""
    found = mapper(kind)
    query = found.select.where(*_conditions(kind, conditions))
    if order_by:
        column = found.table.c[order_by.lstrip("-")]
        query = query.order_by(column.desc() if order_by.startswith("-") else column, found.key)
    if hold:
        query = query.with_for_update(key_share=True)
    return query.limit(bindparam(LIMIT)) if limited else query


@lru_cache(maxsize=KEEP)
def count(kind: type[Any], conditions: Shape, since: str | None = None) -> Any:
    """How many rows; `since`: a column whose time is at or after the parameter FROM."""
    table = mapper(kind).table
    counted = select(func.count()).select_from(table).where(*_conditions(kind, conditions))
    return counted.where(table.c[since] >= _moment(table.c[since], FROM)) if since else counted


@lru_cache(maxsize=KEEP)
def tally(kind: type[Any], by: str, conditions: Shape) -> Any:
    """How many rows, by the value of a column."""
    found = mapper(kind).table
    counted = select(found.c[by], func.count()).where(*_conditions(kind, conditions))
    return counted.group_by(found.c[by])


@lru_cache(maxsize=KEEP)
def due(kind: type[Any], column: str, conditions: Shape, *, goes_on: bool = False) -> Any:
    """Rows whose time is at or before the parameter BEFORE, oldest first, at most LIMIT; `goes_on`: those that come
    after the row with the time FROM and the key KEY."""
    found = mapper(kind)
    at = found.table.c[column]
    wanted = found.select.where(*_conditions(kind, conditions), at <= _moment(at, BEFORE))
    if goes_on:
        then = _moment(at, FROM)
        # An index serves the first of these; the second leaves out those of the same moment that came before.
        wanted = wanted.where(at >= then, or_(at > then, found.key > bindparam(KEY, type_=found.key.type)))
    return wanted.order_by(at, found.key).limit(bindparam(LIMIT))


@lru_cache(maxsize=KEEP)
def insert(kind: type[Any]) -> Any:
    """A new row; the parameters are all its columns."""
    return insert_(mapper(kind).table)


@lru_cache(maxsize=KEEP)
def change(kind: type[Any], held: Shape) -> Any:
    """A row's new values (parameters that are named like the columns), on condition that KEY is its key and each of
    these columns is still what HELD + column says."""
    found = mapper(kind)
    same = [_condition(found.table.c[name], number, HELD + name) for name, number in held]
    return update_(found.table).where(found.key == bindparam(KEY, type_=found.key.type), *same)


def _how_many(value: Any) -> str:
    if isinstance(value, Money):
        raise TypeError("rows are not looked up by money: an amount means nothing without its currency")
    if value is None:
        return NONE
    return MANY if _is_many(value) and len(value) != 1 else ONE


def _is_many(value: Any) -> bool:
    return isinstance(value, (tuple, list))


def _parameter(value: Any) -> Any:
    if not _is_many(value):
        return value
    return value[0] if len(value) == 1 else list(value)


def _moment(column: Any, name: str) -> Any:
    return bindparam(name, type_=column.type)


def _conditions(kind: type[Any], conditions: Shape) -> list[Any]:
    columns = mapper(kind).table.c
    return [_condition(columns[name], number) for name, number in conditions]


def _condition(column: Any, number: str, name: str | None = None) -> Any:
    """`name`: of the parameter, where it is not the column's."""
    name = name or column.name
    if number == NONE:
        return column.is_(None)
    if number == MANY:
        return column.in_(bindparam(name, expanding=True, type_=column.type))
    return column == bindparam(name, type_=column.type)
