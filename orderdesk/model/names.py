"""The base of all fixed names."""

from __future__ import annotations

from enum import Enum


class Name(str, Enum):
    """An enum whose members are their own names, as the platform's API writes them."""

    def __str__(self) -> str:
        return str(self.value)
