"""Where things are in a checkout."""

from __future__ import annotations

import sys
from pathlib import Path

#: The checkout: the project is installed in editable form, so the package lies in it.
ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"


def program(name: str) -> str:
    """The path of a program of our own environment, such as `rasa`."""
    return str(Path(sys.executable).with_name(name))


def short(path: Path) -> str:
    """A path as a person would type it from the checkout."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
