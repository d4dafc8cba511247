"""Structured logs, one JSON object a line, without personal data: ids, codes, counts and times only."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

FIELDS = "orderdesk_fields"


class JsonLines(logging.Formatter):
    """The formatter. An exception is told by its class alone: its text may hold what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        fields = getattr(record, FIELDS, None)
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "part": record.name,
            **(fields if fields is not None else {"event": record.getMessage()}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def event(logger: logging.Logger, name: str, *, error: BaseException | None = None, **fields: Any) -> None:
    """Log that something happened. Fields are ids and numbers; of an error only the class is kept."""
    if error is not None:
        fields["error"] = type(error).__name__
    level = logging.WARNING if error is not None else logging.INFO
    logger.log(level, name, extra={FIELDS: {"event": name, **fields}})


def set_up() -> None:
    """Send everything to standard output in this form."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
