"""What stands behind the gateway, as `make run` starts it, and attacks on it by somebody who got that far."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.running import Addresses, running
from orderdesk.settings import Settings
from tests.attacks import inputs, wire
from tests.attacks.door import Tally, seeded

TRACKER = {
    "sender_id": "x", "slots": {}, "latest_message": {"text": "hi", "entities": []}, "events": [], "paused": False,
    "followup_action": None, "active_loop": {}, "latest_action_name": None,
}  # fmt: skip
SHORT = 20_000
STOCK = "channels/rest.py"
LOOPBACK = {"127.0.0.1", "::1"}
SECRET = "X-Orderdesk-Secret"
#: What shows that somebody's exception was told: Python's words, and the folders of a checkout.
TELLTALE = ("Traceback", "Error:", "Exception", ".py", "site-packages", "/actions", "sqlite")


@dataclass(frozen=True)
class Behind:
    """The programs' addresses, the desk they work with, and their logs."""

    at: Addresses
    desk: Desk

    def ended(self) -> list[str]:
        """The programs that do not run any more."""
        return [name for name, pid in self.at.pids.items() if not psutil.pid_exists(pid)]

    def tracebacks(self) -> int:
        """In all logs, the stock channel's own left out."""
        texts = [one.read_text("utf-8", "replace") for one in self.at.logs.glob("*")]
        return sum(STOCK not in part for text in texts for part in text.split("Traceback (most")[1:])


@contextmanager
def behind(folder: Path) -> Iterator[Behind]:
    """Rasa, action server, worker and gateway over SQLite files in this folder. ORDERDESK_MODEL: an archive to use."""
    settings = Settings(database_url=f"sqlite:///{folder}/desk.db", mail_url=f"file:{folder}/mail", var_dir=folder,
                        seller_delay=0)  # fmt: skip
    desk = open_desk(settings)
    desk.store.migrate()
    model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else None
    env = {"ORDERDESK_DEMO_SELLER_SECONDS": "0"}
    with running(
        settings.database_url, folder, model=model, env=env, with_worker=True, with_gateway=True
    ) as found:
        yield Behind(found, desk)


def listening(found: Behind) -> dict[str, set[str]]:
    """Name of a program -> the addresses on which it, or one that it started, listens."""
    heard: dict[str, set[str]] = {}
    for name, pid in found.at.pids.items():
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            places = [one for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN]
            heard.setdefault(name, set()).update(one.laddr.ip for one in places)
    return heard


def rasa_door(found: Behind, count: int, seed: int, tally: Tally) -> None:
    """Odd messages to Rasa, three quarters to the private door (every sound one has to be answered), the rest to stock
    REST, which has no limits of its own: whatever it says to what is not long, it must not end."""
    rng, private, rest = seeded(seed, "rasa"), "/webhooks/private/webhook", "/webhooks/rest/webhook"
    with httpx.Client(timeout=60, trust_env=False) as http:
        for number in range(count):
            base = {"sender": f"fuzz-{number // 20}", "message": _message(rng)}
            if number % 4 == 3:
                body = _varied(rng, {**base, "sender": f"rest-{number // 20}"})
                if len(body.content) < SHORT:
                    _post(http, found.at.rasa + rest, body, {}, tally, lenient=True)
                continue
            body = _varied(rng, {**base, "message_id": str(uuid.uuid4()), "again": False})
            answer = _post(http, found.at.rasa + private, body, {}, tally)
            if answer is not None and answer.status_code == 200 and not _visible(answer.json()):
                tally.wrong.append(f"empty answer to {body.content[:200]!r}")


def _varied(rng: random.Random, base: dict[str, Any]) -> inputs.Body:
    return inputs.body(rng, base) if rng.random() < 0.4 else inputs.Body("odd message", inputs.dumped(base))


def action_server(found: Behind, count: int, seed: int, tally: Tally) -> None:
    """Odd calls of the action server, unsigned (401 whatever they are) and signed (never a word of an exception)."""
    rng, url = seeded(seed, "actions"), f"{found.at.actions}/webhook"
    with httpx.Client(timeout=30, trust_env=False) as http:
        for number in range(count):
            base: dict[str, Any] = {
                "next_action": "action_greet",
                "sender_id": "x",
                "tracker": TRACKER,
                "domain": {},
            }
            body = inputs.body(rng, base)
            signed = bool(number % 2)
            secret = (
                found.at.secret
                if signed
                else rng.choice(("", "x", found.at.secret[:-1], found.at.secret.upper()))
            )
            answer = _post(http, url, body, {SECRET: secret}, tally, lenient=signed)
            if answer is None:
                continue
            told = [word for word in TELLTALE if word in answer.text]
            if told or (not signed and answer.status_code not in (401, 413, 415)):
                tally.wrong.append(
                    f"{answer.status_code} {told} to {body.kind}, {'signed' if signed else 'unsigned'}"
                )


def _message(rng: random.Random) -> str:
    """What the gateway would let through, and payloads, which it would not."""
    if rng.random() < 0.3:
        names = rng.sample(
            ("order", "ref", "choice", "lines", "order_number", "date", "ordinal", "also", "money"), 3
        )
        odd = {name: rng.choice((*inputs.WRONG, "576461413038785752", "x")) for name in names}
        intent = rng.choice(
            (
                "inform",
                "cancel_order",
                "confirm_cancel",
                "answer_returns",
                "track_order",
                "affirm",
                "nlu_fallback",
            )
        )
        return f"/{intent}{inputs.dumped(odd).decode('utf-8', 'replace')}"[:1_000]
    return inputs.harmless(rng)


def _visible(answer: dict[str, Any]) -> bool:
    return any(one["text"].strip() or one["card"] for one in answer["replies"])


def _post(
    http: httpx.Client,
    url: str,
    body: inputs.Body,
    headers: dict[str, str],
    tally: Tally,
    *,
    lenient: bool = False,
) -> httpx.Response | None:
    """`lenient`: who knows the secret, or the stock channel, may be told that it failed, and no more."""
    try:
        answer = http.post(url, content=body.content, headers={**body.headers, **headers})
    except httpx.TransportError as error:
        tally.took(body.kind, wire.HUNG_UP, url)
        if len(body.content) < 100_000:
            tally.wrong.append(f"no answer to {body.kind}: {type(error).__name__}")
        return None
    status = 400 if lenient and answer.status_code == 500 else answer.status_code
    tally.took(body.kind, status, f"{url} ({body.content[:160]!r})", answer.text)
    return answer
