"""The operator's commands: for people and programs, one clear line for an error, exit code 2 for bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orderdesk import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seeded shop: made once, for it takes a moment."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture
def run(seeded: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; its exit code, output and errors."""
    monkeypatch.setenv("ORDERDESK_VAR_DIR", str(seeded))
    monkeypatch.delenv("ORDERDESK_DATABASE_URL", raising=False)

    def call(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.guarded(lambda: cli.desk(list(words), standalone_mode=False))
        out, err = capfd.readouterr()
        return code, out, err

    call("seed")
    return call


def read(run: Run, *words: str) -> Any:
    code, out, err = run(*words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_customers_and_orders(run: Run) -> None:
    """Buyers and their orders can be listed by program, newest order first."""
    handles = {one["handle"]: one["orders"] for one in read(run, "customers")}
    orders = read(run, "orders", "--customer", "mia")
    assert len(orders) == handles["mia"] > 0
    times = [order["created_at"] for order in orders]
    assert times == sorted(times, reverse=True)


def test_an_order_whole(run: Run) -> None:
    """An order comes with everything that belongs to it, money and times in forms that programs read."""
    first = read(run, "orders", "--customer", "mia")[0]
    order = read(run, "order", first["id"])
    assert order["customer"] == "mia"
    assert order["lines"]
    for part in (
        "lines",
        "parcels",
        "requests",
        "returns",
        "refunds",
        "disputes",
        "audit",
        "outbox",
        "messages",
    ):
        assert isinstance(order[part], list)
    assert set(order["total"]) == {"amount", "currency"}
    assert datetime.fromisoformat(order["created_at"]).utcoffset() is not None


@pytest.mark.parametrize("handle", ["kai", "zoe", "nina"])
def test_tables_for_people(run: Run, handle: str) -> None:
    """The same can be read as tables, for every kind of buyer; markup in a title stays text."""
    assert run("customers")[0] == 0
    code, out, _ = run("orders", "--customer", handle)
    assert code == 0
    for order in read(run, "orders", "--customer", handle):
        assert order["id"] in out
        code, out_one, _ = run("order", order["id"])
        assert code == 0
        assert "lines" in out_one


def test_sessions_open_and_close(run: Run) -> None:
    """An opened session is one conversation id on one line; it can be closed, also when it begins with a dash."""
    code, out, _ = run("session", "open", "--customer", "mia")
    assert code == 0
    conversation = out.strip()
    assert len(conversation.split()) == 1
    assert run("session", "close", conversation)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("orders", "--customer", "nobody"),
        ("order", "1"),
        ("order", "577'; drop table orders; --"),
        ("session", "open", "--customer", "nobody"),
        ("session", "close", "-no-such-id"),
        ("no-such-command",),
        ("orders",),
    ],
)
def test_bad_input(run: Run, words: tuple[str, ...]) -> None:
    """What does not exist, or is not a command, ends with exit code 2, a word on standard error and no traceback."""
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


def test_a_bad_setting_names_its_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be used is named, and its value, which may be a secret, is not."""
    monkeypatch.setenv("ORDERDESK_DATABASE_URL", "oracle://u:s3cret@host/db")
    code, _, err = run("customers")
    assert code == 2
    assert "ORDERDESK_DATABASE_URL" in err
    assert "s3cret" not in err


def test_a_database_that_is_away_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer is said in one line, with exit code 1."""
    monkeypatch.setenv("ORDERDESK_DATABASE_URL", "postgresql://u:s3cret@127.0.0.1:1/db")
    code, out, err = run("customers")
    assert (code, out, len(err.strip().splitlines())) == (1, "", 1)
    assert "s3cret" not in err


def test_outbox(run: Run) -> None:
    """The outbox can be listed; with --dead only what was given up."""
    assert isinstance(read(run, "outbox"), list)
    assert read(run, "outbox", "--dead") == []
    assert run("outbox")[0] == 0
