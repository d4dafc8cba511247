"""Answer for sellers and for the shop: `waiting` lists what waits for somebody, `answer` answers one thing of it."""

from __future__ import annotations

from collections.abc import Callable

import click

from orderdesk.bootstrap import Desk
from orderdesk.commands.desk import ready_desk
from orderdesk.commands.plain import print_json
from orderdesk.commands.tables import show
from orderdesk.errors import BadInput
from orderdesk.services import sellers
from orderdesk.services.sellers import Answered
from orderdesk.services.waiting import Waiting
from orderdesk.services.waiting import waiting as look

MOST = 200
ANSWERS = ("yes", "no", "received", "buyer", "seller")
MESSAGE = "SM"
AGREED = {"yes": True, "no": False, None: None}

#: An id's beginning and an answer -> what is done. Messages take words, so they stand apart.
VERBS: dict[tuple[str, str], Callable[[Desk, str], Answered]] = {
    ("CN", "yes"): lambda desk, key: sellers.answer_cancellation(desk, key, True),
    ("CN", "no"): lambda desk, key: sellers.answer_cancellation(desk, key, False),
    ("RT", "yes"): lambda desk, key: sellers.answer_return(desk, key, True),
    ("RT", "no"): lambda desk, key: sellers.answer_return(desk, key, False),
    ("RT", "received"): sellers.confirm_received,
    ("DP", "buyer"): lambda desk, key: sellers.decide_dispute(desk, key, True),
    ("DP", "seller"): lambda desk, key: sellers.decide_dispute(desk, key, False),
}
WORDS = {
    "yes": "accepted",
    "no": "refused",
    "received": "received back",
    "buyer": "decided for the buyer",
    "seller": "decided for the seller",
}


@click.command()
@click.option("--seller", metavar="NAME", help="Only what waits for the seller with this name or id.")
@click.option("--json", "json_", is_flag=True, help="For programs.")
def waiting(seller: str | None, json_: bool) -> None:
    """List what waits for a seller or for a decision, the most urgent first."""
    found = look(ready_desk(), MOST + 1, seller)
    if json_:
        print_json(found[:MOST])
        return
    show(("what", "id", "order", "seller", "since (UTC)", "answer by", "asked"), map(_row, found[:MOST]))
    if not found:
        click.echo("nothing waits")
    if len(found) > MOST:
        click.echo(f"and more: these are the {MOST} most urgent ones")


@click.command()
@click.argument("id_", metavar="ID")
@click.argument("said", metavar="[yes|no|received|buyer|seller]", type=click.Choice(ANSWERS), required=False)
@click.option("--text", help="The words of the answer to a message.")
def answer(id_: str, said: str | None, text: str | None) -> None:
    """Answer what waits. Requests (CN-…, RT-…): yes or no; goods that came back (RT-…): received; messages (SM-…):
    --text, and yes or no to what was asked; disputes (DP-…): buyer or seller.
    """
    key = id_.strip().upper()
    prefix = key.partition("-")[0]
    if prefix == MESSAGE:
        click.echo(_told(_say(key, said, text), "answered"))
        return
    known = [one for begins, one in VERBS if begins == prefix]
    if not known:
        raise BadInput(f"{id_} is no request (CN-…), return (RT-…), message (SM-…) or dispute (DP-…).")
    if said not in known:
        raise BadInput(f"{key} can be answered with {_listed(known)}.")
    if text is not None:
        raise BadInput(f"{key} takes no --text: only messages are answered in words.")
    click.echo(_told(VERBS[prefix, said](ready_desk(), key), WORDS[said]))


def _say(key: str, said: str | None, text: str | None) -> Answered:
    if said not in AGREED:
        raise BadInput(f"{key} is a message: it is answered with --text, and with yes or no where it asks.")
    if not text:
        raise BadInput(f"{key} is a message: it is answered in words, with --text.")
    return sellers.answer_message(ready_desk(), key, text, AGREED[said])


def _told(done: Answered, word: str) -> str:
    row = done.row
    if done.repeated:
        return f"{row.id} of order {row.order_id} had been {word} already; nothing more was done"
    return f"{row.id} of order {row.order_id}: {word}; the buyer is told"


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]])


def _row(one: Waiting) -> tuple[object, ...]:
    about = f"{one.asked.replace('_', ' ')}: {', '.join(one.items)}"
    asked = f"{about}. “{one.text}”" if one.text else about
    if one.evidence_by:
        asked += f" (evidence until {one.evidence_by:%Y-%m-%d %H:%M})"
    return one.kind.replace("_", " "), one.id, one.order, one.seller, one.since, one.answer_by, asked
