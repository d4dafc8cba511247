"""A PostgreSQL server that stands still: nobody waits for long or is told a lie, and its return is noticed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from orderdesk.errors import Unavailable
from tests import postgres
from tests.adapters.sql.shop import ORDER, ROWS, row

#: The promise is five seconds for a buyer; the rest is room for a busy machine.
SOON = 8.0


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """A server that only these tests freeze."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    with postgres.running(programs) as found:
        with closing(SqlStore(found.url)) as store:
            store.migrate()
            with store.write() as unit:
                unit.add(*ROWS)
        yield found


@pytest.fixture
def store(server: postgres.Server) -> Iterator[SqlStore]:
    """A store with a connection that was used before."""
    with closing(SqlStore(server.url)) as store:
        store.ping()
        yield store
        server.thaw()


def refused(work: Callable[[], object]) -> float:
    """How long it took until the work was Unavailable."""
    began = time.monotonic()
    with pytest.raises(Unavailable):
        work()
    return time.monotonic() - began


def well_again(store: SqlStore, seconds: float = 10.0) -> bool:
    """Whether the store works again within this time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            store.ping()
        except Unavailable:
            time.sleep(0.1)
        else:
            return True
    return False


def test_frozen_server(store: SqlStore, server: postgres.Server) -> None:
    """The first question to a frozen server is given up in seconds, the next is not even asked, the thaw is seen."""
    server.freeze()
    assert refused(store.ping) < SOON
    assert refused(store.ping) < 0.5
    server.thaw()
    assert well_again(store)


def test_frozen_for_somebody_new(server: postgres.Server) -> None:
    """A program that has no connection yet does not wait for ever to get one."""
    with closing(SqlStore(server.url)) as fresh:
        server.freeze()
        assert refused(fresh.ping) < SOON
        server.thaw()
        assert well_again(fresh)


def test_frozen_in_the_middle(store: SqlStore, server: postgres.Server) -> None:
    """A transaction that the freeze meets half-way is Unavailable and leaves nothing behind."""

    def work() -> None:
        with store.write() as unit:
            unit.change(row(m.Order), is_gift=True)
            server.freeze()
            unit.get(m.Order, ORDER)

    assert refused(work) < SOON
    server.thaw()
    assert well_again(store)
    with store.read() as unit:
        assert unit.get(m.Order, ORDER) == row(m.Order)


def test_many_at_once(store: SqlStore, server: postgres.Server) -> None:
    """Thirty who ask at once, more than there are connections, are all answered soon."""
    server.freeze()
    with ThreadPoolExecutor(30) as pool:
        assert max(pool.map(lambda _: refused(store.ping), range(30))) < SOON
    server.thaw()
    assert well_again(store)


def test_what_takes_long_is_let(store: SqlStore) -> None:
    """A server that works answers late without being given up: the limit is on silence, and longer than its own."""
    with store.read() as unit:
        assert unit._connection.exec_driver_sql("SELECT 1 FROM pg_sleep(1.5)").scalar() == 1
