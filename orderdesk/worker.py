"""The clock work and the mail, once a second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.errors import Unavailable
from orderdesk.running.ready import WORKER_IS_READY
from orderdesk.running.signals import stop_on_signals
from orderdesk.services.outbox import deliver_due

PAUSE, LONGEST_PAUSE = 1.0, 30.0

logger = logging.getLogger("orderdesk.worker")


def work_once(desk: Desk) -> str:
    """Let due deadlines act, then send due mail; what was done, in words. Raises Unavailable."""
    from orderdesk.services.clock import tick

    acted = tick(desk)
    return f"{acted} deadlines acted, {deliver_due(desk)} messages sent"


def loop(work: Callable[[], object], stop: threading.Event, pause: float = PAUSE) -> None:
    """Work until `stop` is set. Trouble is logged and answered with longer pauses; it never ends the loop."""
    failures = 0
    while not stop.is_set():
        try:
            work()
            failures = 0
        except Unavailable as error:
            failures += 1
            logger.warning("not reachable, trying again: %s", error)
        except Exception:
            # One bad row must not keep all other deadlines and letters from happening.
            failures += 1
            logger.exception("this round failed")
        stop.wait(min(pause * 2**failures, LONGEST_PAUSE))


def main() -> None:
    """What `orderdesk worker` runs: until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = stop_on_signals()
    desk = open_desk()
    desk.store.migrate()
    logger.info(WORKER_IS_READY)
    loop(lambda: work_once(desk), stop)
    logger.info("worker has stopped")
