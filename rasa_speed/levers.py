"""Which parts are on."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import lru_cache

import rasa

#: The version whose source the parts were written against.
RASA_VERSION = "3.6.21"
NAMES = (
    "validator", "events", "connections", "domain", "rules", "nodes", "copies", "waste", "resume", "lock", "tail",
    "recall",
)  # fmt: skip
VARIABLE = "ORDERDESK_SPEED_OFF"

logger = logging.getLogger("orderdesk.speed")


def switched_on(env: Mapping[str, str] = os.environ, version: str = rasa.__version__) -> frozenset[str]:
    """The names of the parts that are on. Raises ValueError for a name in ORDERDESK_SPEED_OFF that is none of them."""
    off = {part.strip() for part in env.get(VARIABLE, "").split(",") if part.strip()}
    unknown = off - {*NAMES, "all"}
    if unknown:
        raise ValueError(f"{VARIABLE} knows {', '.join(NAMES)} and all, not {', '.join(sorted(unknown))}")
    if version != RASA_VERSION:
        logger.warning("Rasa is %s, not %s: it runs as it is, without our speed-ups", version, RASA_VERSION)
        return frozenset()
    return frozenset() if "all" in off else frozenset(NAMES) - off


@lru_cache(maxsize=1)
def on() -> frozenset[str]:
    """The same for this process, read once."""
    return switched_on()
