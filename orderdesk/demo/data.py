"""Reads the shop's data files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import tomli

HERE = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    """The content of a data file, such as `buyers` or `orders/mia`. Not to be changed by its readers."""
    return tomli.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def orders_of(handle: str) -> list[dict[str, Any]]:
    """A buyer's orders, as written in the data; none where there is no file."""
    return list(read(f"orders/{handle}")["orders"]) if (HERE / "orders" / f"{handle}.toml").exists() else []
