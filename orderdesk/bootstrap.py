"""Puts the parts together: the only place that names adapters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orderdesk import ids as random_ids
from orderdesk.adapters.sql import SqlStore
from orderdesk.clock import SystemClock
from orderdesk.policy import terms as policy_terms
from orderdesk.policy.terms import Terms
from orderdesk.ports import Archive, Clock, Ids, Mailer, Store
from orderdesk.review.turn import Turn
from orderdesk.settings import Settings


@dataclass(frozen=True)
class Desk:
    """What the services work with. `terms` gives a market's terms."""

    store: Store
    clock: Clock
    ids: Ids
    settings: Settings
    terms: Callable[[str], Terms]

    @cached_property
    def mailer(self) -> Mailer:
        """Made when first used: most processes send no mail."""
        from orderdesk.adapters.mail import open_mailer

        return open_mailer(self.settings.mail_url)

    @cached_property
    def places(self) -> dict[str, Any]:
        """Where looks at rows that only wait have stopped, by name (`services/pages.py`)."""
        return {}

    @cached_property
    def archives(self) -> tuple[Archive, ...]:
        """Where else something of a buyer may be kept."""
        from orderdesk.adapters.files import LogArchive, MailArchive
        from orderdesk.adapters.sql.tracker import TrackerArchive

        chosen = self.settings
        return (
            TrackerArchive(chosen.tracker_url),
            MailArchive.of(chosen.mail_url),
            LogArchive(chosen.var_dir / "log"),
        )


def open_desk(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    store: Store | None = None,
    ids: Ids = random_ids,
) -> Desk:
    """A desk over real parts; tests hand in a clock, a store or ids of their own. Connects to nothing yet."""
    chosen = settings or Settings.from_env()
    return Desk(
        store=store or SqlStore(chosen.database_url),
        clock=clock or SystemClock(),
        ids=ids,
        settings=chosen,
        terms=policy_terms.load,
    )


def tracker_turns(url: str, since: float) -> list[Turn]:
    """The buyers' turns of Rasa's tracker store from `since` (seconds since 1970) on. Raises Unavailable."""
    from orderdesk.adapters.sql.turns import read_turns

    return read_turns(url, since)
