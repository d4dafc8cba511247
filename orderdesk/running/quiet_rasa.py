"""`python -m orderdesk.running.quiet_rasa ARGS`: `rasa ARGS` without what other packages warn of when they are loaded.

Warnings of our own code, and Rasa's about our files, stay on the screen. Filters alone do not do it: sanic resets them.
"""

from __future__ import annotations

import runpy
import sys
import warnings
from pathlib import Path
from typing import Any

#: (category by name, part of the file's path that it is attributed to)
LEFT_OUT = (
    ("MovedIn20Warning", ""),
    ("DeprecationWarning", "site-packages"),
    ("PendingDeprecationWarning", "site-packages"),
    ("UserWarning", "pkg_resources"),
)

_show = warnings.showwarning


def left_out(category: type[Warning], filename: str) -> bool:
    """Whether a warning is one of those that nobody here can do anything about."""
    names = {one.__name__ for one in category.__mro__}
    where = Path(filename).as_posix()
    return any(name in names and part in where for name, part in LEFT_OUT)


def show(message: Any, category: type[Warning], filename: str, *rest: Any, **named: Any) -> None:
    """What Python calls to print a warning."""
    if not left_out(category, filename):
        _show(message, category, filename, *rest, **named)


def main() -> None:
    """Run Rasa in this process."""
    warnings.showwarning = show
    sys.argv[0] = "rasa"
    try:
        runpy.run_module("rasa", run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
