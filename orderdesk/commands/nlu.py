"""What real conversations teach: `orderdesk nlu review`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TextIO

import click

from orderdesk.bootstrap import Desk, tracker_turns
from orderdesk.commands.desk import ready_desk
from orderdesk.model import Customer, InboxMessage, InboxState, Session
from orderdesk.review.judge import Finding, findings
from orderdesk.review.masking import masked
from orderdesk.review.turn import FALLBACK, Turn

NO_GUESS = "unlabelled"
HEAD = """# Turns to label, personal data masked. Look at each line: is anything personal left? Is the intent right?
# The intents are guesses. Move good lines under the right ones in data/nlu/ and delete this file.
"""


@click.group()
def nlu() -> None:
    """What the understanding can learn from real turns."""


@nlu.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(1), help="How far to look back.")
@click.option(
    "--below", default=0.6, show_default=True, type=click.FloatRange(0, 1), help="Unsure below this."
)
@click.option("--tracker", metavar="URL", help="Rasa's tracker store; by default the one of the settings.")
@click.option("--out", type=click.File("w"), default="-", help="A file; by default the screen.")
def review(days: int, below: float, tracker: str | None, out: TextIO) -> None:
    """List turns that fell back, were hardly understood or were corrected, as YAML for a person to label."""
    desk = ready_desk()
    since = desk.clock.now() - timedelta(days=days)
    turns = tracker_turns(tracker or desk.settings.tracker_url, since.timestamp())
    found = [*findings(turns, below), *unanswered(desk, since)]
    out.write(HEAD + as_yaml(found, lambda conversation: names(desk, conversation)))


def unanswered(desk: Desk, since: datetime) -> list[Finding]:
    """What the gateway gave up on: such a message may be in no tracker."""
    with desk.store.read() as unit:
        dead = unit.find(InboxMessage, state=InboxState.DEAD, order_by="received_at")
    rows = [row for row in dead if row.received_at >= since and not row.text.startswith("/")]
    return [
        Finding(
            Turn(row.conversation_id, row.received_at.timestamp(), row.text, FALLBACK, FALLBACK, 0),
            "unanswered",
        )
        for row in rows
    ]


def names(desk: Desk, conversation_id: str) -> list[str]:
    """What the shop knows of who speaks in a conversation: name, handle, e-mail address."""
    with desk.store.read() as unit:
        session = unit.get(Session, conversation_id)
        customer = unit.get(Customer, session.customer_id) if session else None
    return [customer.name, customer.handle, customer.email] if customer else []


def as_yaml(found: Iterable[Finding], names_of: Callable[[str], list[str]]) -> str:
    """NLU training data: each line once, under the likeliest intent, blocks headed by what went wrong."""
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    seen: set[str] = set()
    for one in found:
        text = masked(one.turn.text, names_of(one.turn.conversation_id))
        if text.lower() not in seen:
            seen.add(text.lower())
            blocks[_label(one), f"{one.reason}, understood as {one.turn.intent}"].append(text)
    lines = ['version: "3.1"', "nlu:" if blocks else "nlu: []"]
    for (label, what), texts in sorted(blocks.items()):
        lines += [f"# {what}", f"- intent: {label}", "  examples: |", *(f"    - {_line(t)}" for t in texts)]
    return "\n".join(lines) + "\n"


def _label(one: Finding) -> str:
    label = one.meant or one.turn.guess
    return NO_GUESS if label == FALLBACK else label


def _line(text: str) -> str:
    """Square brackets would mark an entity."""
    return text.replace("[", "(").replace("]", ")")
