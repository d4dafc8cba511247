"""What commands print for programs."""

from __future__ import annotations

import json
from typing import Any

import click

from orderdesk.plain import plain


def print_json(value: Any) -> None:
    """To standard output, readable for people too."""
    click.echo(json.dumps(plain(value), indent=2, ensure_ascii=False))
