"""What goes into a column comes out of it, for every class and any value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, get_origin

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from orderdesk.adapters.sql.columns import hints
from orderdesk.adapters.sql.engine import make_engine
from orderdesk.adapters.sql.rows import mapper
from orderdesk.adapters.sql.tables import TABLES
from orderdesk.money import Money
from tests.adapters.sql.conftest import BACKENDS

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ZONES = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(timezone)
TIMES = st.datetimes(datetime(1000, 1, 3), datetime(9999, 12, 29), timezones=ZONES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e14, 1e14) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
PLAIN: dict[Any, Any] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    datetime: TIMES,
    tuple: st.lists(TEXT, max_size=3).map(tuple),
    dict: st.dictionaries(TEXT, JSON, max_size=3),
}


def values(hint: Any, currency: str) -> Any:
    """Any value of a field's type."""
    if hint is Money:
        return st.integers(0, 10**15).map(lambda minor: Money.from_minor(minor, currency))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return PLAIN[get_origin(hint) or hint]


@st.composite
def rows(draw: Any, kind: type) -> Any:
    """Any row of a class; its money is in its own currency, of two decimals, none, or three."""
    currency = draw(st.sampled_from(["USD", "JPY", "KWD"]))
    found = {}
    for name, (hint, optional) in hints(kind).items():
        value = st.just(currency) if name == "currency" else values(hint, currency)
        found[name] = draw(st.none() | value if optional else value)
    return kind(**found)


@pytest.fixture(scope="module", params=BACKENDS)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to a database that has the tables' columns and none of their rules."""
    name = "sqlite_files" if request.param == "sqlite" else "postgres_databases"
    databases = request.getfixturevalue(name)
    url = databases.empty()
    engine = make_engine(url)
    with engine.connect().execution_options(orderdesk_writes=True) as connection:
        for table in TABLES.values():
            bare(table).create(connection)
        connection.commit()
        yield connection
    engine.dispose()
    databases.drop(url)


def bare(table: sa.Table) -> sa.Table:
    return sa.Table(
        table.name, sa.MetaData(), *[sa.Column(column.name, column.type) for column in table.columns]
    )


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_round_trip(connection: Connection, kind: type, data: Any) -> None:
    """A row that was written equals the row that is read, times to the microsecond and in UTC."""
    given_row, found = data.draw(rows(kind)), mapper(kind)
    connection.execute(sa.insert(found.table), [found.values(given_row)])
    read = found.row(connection.execute(found.select).one())
    connection.rollback()
    assert read == given_row
    for name in hints(kind):
        value = getattr(read, name)
        assert type(value) is type(getattr(given_row, name))
        assert not isinstance(value, datetime) or value.tzinfo is timezone.utc
