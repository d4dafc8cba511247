"""Many orders at once: copies of one of the demo shop's, twenty to a buyer, made by the database itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from orderdesk.adapters.sql.engine import make_engine

FIRST = 560_000_000_000_000_000
PER_BUYER = 20
STEP = 200_000
#: Before it are the demo's own orders.
FIRST_COPY = 1000
#: In SQL: the id of the order with the number {i}, and of its buyer.
ORDER = f"cast({FIRST} + {{i}} as varchar)"
BUYER = f"'bulk' || cast({{i}} / {PER_BUYER} as varchar)"
AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', {column}, '-' || (n.i * 0.5) || ' seconds')",
    "postgresql": "{column} - n.i * interval '0.5 seconds'",
}
NUMBERS = "with recursive n(i) as (select {low} union all select i + 1 from n where i < {high})"


def number(index: int) -> str:
    """The number of the order with this index."""
    return str(FIRST + index)


def fill(url: str, total: int, say: Callable[[str], None] = lambda _: None) -> None:
    """Add orders until there are about `total`, each with one line."""
    engine = make_engine(url)
    with engine.connect() as connection:
        have = int(connection.execute(sa.text("select count(*) from orders")).scalar_one())
        template = connection.execute(
            sa.text("select id, customer_id from orders where status = 'COMPLETED' order by id limit 1")
        ).one()
    for low in range(have, total, STEP):
        high = min(low + STEP, total) - 1
        _copy(engine, low, high, template.id, template.customer_id)
        say(f"{high + 1:,} orders")
    _settle(engine)
    engine.dispose()


def multiply(url: str, table: str, low: int, high: int, template: str, values: dict[str, str]) -> None:
    """Copy the row with this key for each number from `low` to `high`. `values`: what differs, in SQL; "{i}" is the
    number, "{ago}" half a second earlier for each than the template's time in that column."""
    engine = make_engine(url)
    ago = AGO[engine.dialect.name]
    chosen = {
        name: value.format(i="n.i", ago=ago.format(column=f"t.{name}")) for name, value in values.items()
    }
    with _writing(engine) as connection:
        _insert(connection, table, low, high, template, chosen)
    _settle(engine)
    engine.dispose()


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """A transaction for far more at once than any turn asks for."""
    with engine.execution_options(orderdesk_writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection


def _settle(engine: Engine) -> None:
    """What a server does by itself within minutes of such a load: PostgreSQL counts what it has got."""
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")


def _copy(engine: Engine, low: int, high: int, order: str, customer: str) -> None:
    """The orders `low` to `high`, with their buyers and lines."""
    buyer, id_ = BUYER.format(i="n.i"), ORDER.format(i="n.i")
    with _writing(engine) as connection:
        first, last = -(-low // PER_BUYER), high // PER_BUYER
        if low % PER_BUYER or first == 0:  # the buyer of the first ones may be there already
            first = low // PER_BUYER
        key = "'bulk' || cast(n.i as varchar)"
        _insert(
            connection,
            "customers",
            first,
            last,
            customer,
            {"id": key, "handle": key, "email": f"{key} || '@example.com'"},
        )
        _insert(connection, "orders", low, high, order, {"id": id_, "customer_id": buyer})
        _insert_lines(connection, low, high, order, id_)


def _insert_lines(connection: Connection, low: int, high: int, order: str, id_: str) -> None:
    line = connection.execute(
        sa.text("select id from lines where order_id = :order and position = 1"), {"order": order}
    ).scalar_one()
    _insert(
        connection, "lines", low, high, line, {"id": f"{id_} || '-1'", "order_id": id_, "parcel_id": "null"}
    )


def _insert(
    connection: Connection, table: str, low: int, high: int, template: str, values: dict[str, str]
) -> None:
    looked = sa.inspect(connection)
    columns = [column["name"] for column in looked.get_columns(table)]
    (key,) = looked.get_pk_constraint(table)["constrained_columns"]
    chosen = ", ".join(values.get(name, f"t.{name}") for name in columns)
    names = ", ".join(columns)
    clash = " on conflict do nothing" if table == "customers" else ""
    connection.execute(
        sa.text(
            f"{NUMBERS.format(low=low, high=high)} insert into {table} ({names}) "  # noqa: S608 (our own names)
            f"select {chosen} from n cross join {table} as t where t.{key} = :template{clash}"
        ),
        {"template": template},
    )
