"""Logs and figures without personal data."""

from __future__ import annotations

import json
import logging
import uuid
from pathlib import Path

import httpx
import pytest

from gateway.logs import JsonLines
from tests.gateway.programs import Chat, Program

CANARIES = ("Quetzalcoatlus", "canary.bird@example.com", "579999999999999917", "+1 202 555 0199", "314159")


@pytest.mark.slow
def test_what_is_typed_is_not_logged(gateway: tuple[Program, str], tmp_path: Path) -> None:
    """Names, addresses, order numbers, codes, tokens and keys are in no log line, whatever goes wrong with them."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        for canary in CANARIES:
            chat.send(f"I am {canary}")
        chat.send("broken Quetzalcoatlus")
        chat.wait(len(CANARIES), 20)
        chat.wait(1, 20, "system")
    url, headers = chat.url, chat.headers
    httpx.post(f"{url}/api/sign-in", json={"order": CANARIES[2], "email": CANARIES[1]}, headers=headers)
    httpx.post(f"{url}/api/sign-in/code", json={"code": CANARIES[4]}, headers=headers)
    httpx.post(f"{url}/api/rating", json={"score": 1, "text": CANARIES[0]}, headers=headers)
    httpx.post(
        f"{url}/api/messages",
        content=f'{{"{CANARIES[0]}',
        headers={**headers, "Content-Type": "application/json"},
    )
    httpx.get(f"{url}/nowhere/{CANARIES[0]}?q={CANARIES[1]}")
    httpx.post(f"{url}/api/conversations", json={"token": f"{CANARIES[0]}.x.y"})
    log = "".join(path.read_text() for path in tmp_path.glob("gateway*.log"))
    assert log.count("\n") > 10
    for secret in (*CANARIES, chat.key):
        assert secret not in log, secret
    figures = httpx.get(f"{url}/metrics").text
    assert not any(secret in figures for secret in CANARIES)


@pytest.mark.slow
def test_figures(gateway: tuple[Program, str]) -> None:
    """Turns, seconds by stage, fallbacks, refusals, ages of what waits."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        chat.send("gibberish", str(uuid.uuid4()))
        chat.wait(1)
    figures = httpx.get(f"{chat.url}/metrics").text
    for line in (
        'orderdesk_turns_total{outcome="answered"} 1.0',
        "orderdesk_fallbacks_total 1.0",
        "orderdesk_outbox_age_seconds",
        "orderdesk_inbox_age_seconds 0.0",
        'orderdesk_stage_seconds_count{stage="rasa"} 1.0',
        "orderdesk_effects_last_hour",
    ):
        assert line in figures, line


@pytest.mark.slow
def test_health_names_the_parts(gateway: tuple[Program, str], rasa: tuple[Program, str]) -> None:
    """Ready says which part is down; live says that this process lives."""
    assert httpx.get(f"{gateway[1]}/health/ready").json()["parts"] == {
        "database": "ok",
        "rasa": "ok",
        "actions": "ok",
    }
    rasa[0].kill()
    ready = httpx.get(f"{gateway[1]}/health/ready", timeout=20)
    assert ready.status_code == 503 and ready.json()["parts"]["rasa"] == "down"
    assert httpx.get(f"{gateway[1]}/health/live").status_code == 200


def test_an_exception_is_told_by_its_class() -> None:
    """The text of an exception may hold what somebody typed, so it stays out."""
    try:
        raise ValueError("Quetzalcoatlus")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "it failed", (), __import__("sys").exc_info()
        )
    line = json.loads(JsonLines().format(record))
    assert line["error"] == "ValueError" and "Quetzalcoatlus" not in json.dumps(line)
