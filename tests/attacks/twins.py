"""Somebody else's order and one that does not exist: the same words, and the same time."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from nlu.payload import payload
from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.services import cancel, dispute, find, seller, track
from orderdesk.services.who import who
from tests.attacks.marked import Marked

TEXTS = (
    "where is order {0}", "cancel order {0}", "return order {0}", "refund for order {0}",
    "message the seller of order {0}", "open a dispute about order {0}", "tell me when order {0} arrives",
    "change the address of order {0}", "{0}",
    "is order {0} late", "what is the status of my return for {0}",
)  # fmt: skip
INTENTS = (
    "track_order",
    "cancel_order",
    "return_item",
    "refund_status",
    "contact_seller",
    "open_dispute",
    "arrival_notice",
)


@dataclass
class Compared:
    """Questions asked twice: how many, which answers differed, and seconds by kind."""

    pairs: int = 0
    differ: list[str] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: {"not yours": [], "not there": []})

    @property
    def ratio(self) -> float:
        """The slower kind's lower quartile to the faster one's: a busy machine only ever adds."""
        low = [statistics.quantiles(values, n=4)[0] for values in self.times.values()]
        return max(low) / min(low)


def nowhere(number: str) -> str:
    """A number of the same form that no order has."""
    return f"{number[:2]}9{number[3:]}"


def in_words(chat: str, attacker: Marked, victim: Marked, compared: Compared) -> None:
    """The same questions in two conversations at once, about another one's order and about none."""
    number, none = victim.orders[0], nowhere(victim.orders[0])
    questions = [*(text.format for text in TEXTS), *(_button(intent) for intent in INTENTS)]
    with httpx.Client(timeout=60, trust_env=False) as http:
        for question in questions:
            senders = {"not yours": (attacker.signed_in(), number), "not there": (attacker.signed_in(), none)}
            said = {
                kind: _asked(http, chat, sender, question(order)) for kind, (sender, order) in senders.items()
            }
            compared.pairs += 1
            if "[]" in said.values() or said["not yours"].replace(number, "N") != said["not there"].replace(
                none, "N"
            ):
                compared.differ.append(f"{question(number)}: {said}")


def in_time(desk: Desk, attacker: Marked, victim: Marked, rounds: int, compared: Compared) -> None:
    """What the services do with either number, in random order within one run."""
    me, numbers = (
        who(desk, attacker.signed_in()),
        {"not yours": victim.orders[0], "not there": nowhere(victim.orders[0])},
    )
    for work in (find.get, track.look, cancel.look, seller.look, dispute.look, track.change):
        for turn in range(rounds):
            for kind in random.Random(turn).sample(sorted(numbers), 2):
                compared.times[kind].append(
                    _seconds(lambda work=work, kind=kind: work(desk, me, numbers[kind]))
                )  # type: ignore[misc]


def _button(intent: str) -> Callable[[str], str]:
    return lambda order: payload(intent, order=order)


def _asked(http: httpx.Client, chat: str, sender: str, text: str) -> str:
    answer = http.post(chat, json={"sender": sender, "message": text})
    return json.dumps(
        [{name: value for name, value in one.items() if name != "recipient_id"} for one in answer.json()]
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    try:
        work()
    except NotFound:
        return time.perf_counter() - began
    raise AssertionError("it was found")
