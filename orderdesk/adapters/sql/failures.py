"""What a database says, in the core's words. Its own words stay in `__cause__` and never reach a buyer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from orderdesk.errors import StaleAction, Unavailable

#: PostgreSQL: serialization failure and deadlock. Nothing was written; somebody else was faster.
LOST_RACE = {"40001", "40P01"}
UNDEFINED_TABLE = "42P01"


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLAlchemy's exceptions into StaleAction, Unavailable, or what one of our own types raised."""
    try:
        yield
    except exc.IntegrityError as error:
        raise StaleAction("the database refused the change") from error
    except exc.DBAPIError as error:
        raise _meaning(error) from error
    except exc.StatementError as error:
        if error.orig is None:
            raise
        raise error.orig from error
    except (exc.TimeoutError, exc.DisconnectionError) as error:
        raise Unavailable("no free connection to the database") from error


def _meaning(error: exc.DBAPIError) -> Exception:
    code = getattr(error.orig, "pgcode", None)
    if code in LOST_RACE:
        return StaleAction("somebody else was faster")
    if (
        isinstance(error, (exc.ProgrammingError, exc.DataError, exc.NotSupportedError))
        and code != UNDEFINED_TABLE
    ):
        return error
    return Unavailable("the database does not answer")
