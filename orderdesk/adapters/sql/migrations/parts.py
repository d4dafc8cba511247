"""Columns as the migrations write them. Frozen: a migration that was released must go on meaning the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    String,
)
from sqlalchemy.dialects.postgresql import JSONB

TYPES: dict[str, Any] = {
    "text": String(),
    "time": DateTime(timezone=True),
    "flag": Boolean(),
    "number": BigInteger(),
    "amount": BigInteger(),
    "json": JSON().with_variant(JSONB(), "postgresql"),
}


def columns(*specs: str) -> list[Any]:
    """Columns from lines such as `"text id handle"`; `"time paid_at?"` may be null."""
    found: list[Any] = []
    for kind, names in ((spec.split()[0], spec.split()[1:]) for spec in specs):
        for name in names:
            plain = name.rstrip("?")
            found.append(Column(plain, TYPES[kind], nullable=name.endswith("?")))
            if kind == "amount":
                found.append(check(plain, f"{plain} >= 0 AND {plain} = CAST({plain} AS BIGINT)"))
    return found


def choice(name: str, members: str, *, null: bool = False) -> list[Any]:
    """A text column that holds one of these words."""
    words = ", ".join(f"'{member}'" for member in members.split())
    return [Column(name, String(), nullable=null), check(name, f"{name} IN ({words})")]


def check(name: str, rule: str) -> CheckConstraint:
    """A CHECK; the naming convention adds the table."""
    return CheckConstraint(rule, name=name)


def key(name: str) -> PrimaryKeyConstraint:
    """The primary key."""
    return PrimaryKeyConstraint(name)


def to(target: str, *names: str) -> ForeignKeyConstraint:
    """A foreign key; `to("orders", "order_id:id", "customer_id")` means orders(id, customer_id)."""
    pairs: Iterable[tuple[str, str, str]] = [name.partition(":") for name in names]
    return ForeignKeyConstraint(
        [own for own, _, _ in pairs], [f"{target}.{there or own}" for own, _, there in pairs]
    )
