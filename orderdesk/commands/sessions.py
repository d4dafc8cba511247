"""Sign buyers in and out: the operator's tool, for trying things out and for tests."""

from __future__ import annotations

import click

from orderdesk.commands.desk import ready_desk
from orderdesk.commands.plain import print_json
from orderdesk.errors import NotFound
from orderdesk.model import Session
from orderdesk.services.sessions import close_session, open_session


@click.group()
def session() -> None:
    """Sign a buyer in to a conversation, or out of it."""


@session.command("open")
@click.option("--customer", "handle", required=True, help="The buyer's handle.")
@click.option("--json", "json_", is_flag=True, help="For programs.")
def open_(handle: str, json_: bool) -> None:
    """Print a new conversation id that is signed in as this buyer."""
    try:
        opened = open_session(ready_desk(), handle)
    except NotFound as error:
        raise NotFound(f"There is no buyer {handle!r}; `orderdesk customers` lists them.") from error
    if json_:
        print_json(opened)
    else:
        click.echo(opened.conversation_id)


# An id may begin with a dash, and hold an h.
@session.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("conversation_id", metavar="ID")
def close(conversation_id: str) -> None:
    """Sign this conversation out."""
    desk = ready_desk()
    with desk.store.read() as unit:
        if unit.get(Session, conversation_id) is None:
            raise NotFound(f"There is no session {conversation_id!r}.")
    close_session(desk, conversation_id)
