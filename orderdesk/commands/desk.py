"""The desk that commands work with."""

from __future__ import annotations

from orderdesk.bootstrap import Desk, open_desk


def ready_desk() -> Desk:
    """The desk; the embedded database is brought up to date first, a server's is left to who runs it."""
    desk = open_desk()
    if desk.settings.embedded:
        desk.store.migrate()
    return desk
