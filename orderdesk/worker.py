"""The clock work and the mail, once a second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.errors import Unavailable
from orderdesk.running.ready import WORKER_IS_READY
from orderdesk.running.signals import stop_on_signals
from orderdesk.services.clock import tick
from orderdesk.services.outbox import deliver_due
from orderdesk.services.retention import Retention

PAUSE, LONGEST_PAUSE = 1.0, 30.0

Job = Callable[[], object]
logger = logging.getLogger("orderdesk.worker")


def jobs(desk: Desk) -> tuple[Job, ...]:
    """What one round consists of."""
    return (lambda: tick(desk), lambda: deliver_due(desk), Retention(desk))


def loop(work: Sequence[Job], stop: threading.Event, pause: float = PAUSE) -> None:
    """Do all jobs, round after round, until `stop` is set.

    Trouble in one job keeps neither the others nor the next round from happening; rounds with trouble are followed by
    longer and longer pauses.
    """
    failures = 0
    while not stop.is_set():
        outcomes = [_done(job) for job in work]
        failures = 0 if all(outcomes) else failures + 1
        stop.wait(min(pause * 2**failures, LONGEST_PAUSE))


def main() -> None:
    """What `orderdesk worker` runs: until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = stop_on_signals()
    desk = open_desk()
    desk.store.migrate()
    logger.info(WORKER_IS_READY)
    loop(jobs(desk), stop)
    logger.info("worker has stopped")


def _done(job: Job) -> bool:
    """Whether the job went well; if not, the log has it."""
    try:
        job()
    except Unavailable as error:
        logger.warning("not reachable, trying again: %s", error)
        return False
    except Exception:
        # One bad row must not keep all other deadlines and letters from happening.
        logger.exception("this job failed")
        return False
    return True
