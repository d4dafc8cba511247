"""What is told in the chat beside the letter: short texts in `chat/`, one a file, named as the letter."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orderdesk.facts import unpack
from orderdesk.model import Customer, OutboxRow
from orderdesk.notices.shown import FILTERS
from orderdesk.reader import Reader

TEMPLATES = Path(__file__).parent / "chat"
SUFFIX = ".j2"


@lru_cache(maxsize=1)
def told_in_chat() -> frozenset[str]:
    """The letters that the chat tells too."""
    return frozenset(path.stem for path in TEMPLATES.glob(f"*{SUFFIX}"))


def chat_text(row: OutboxRow, customer: Customer) -> str:
    """What the chat says for an outbox row. Raises jinja2's errors for an unknown name or a missing fact."""
    facts = {**unpack(row.facts), "reader": Reader.of(customer)}
    return _environment().get_template(row.template + SUFFIX).render(facts).strip()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """The text goes out as text: nothing is escaped, and nothing in it is ever read as markup."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
