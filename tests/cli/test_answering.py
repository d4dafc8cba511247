"""`orderdesk waiting` and `orderdesk answer`: what waits for sellers is seen, and answered by one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orderdesk import cli
from orderdesk.bootstrap import Desk
from tests.services.waiting import disputed, requested, returned, written
from tests.shop import Shop


class Tool:
    """The operator's tool over the test's own shop, whose sellers are people."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        self._capfd.readouterr()
        code = cli.guarded(lambda: cli.desk(list(words), standalone_mode=False))
        out, err = self._capfd.readouterr()
        return code, out, err

    def waiting(self, *words: str) -> list[dict[str, Any]]:
        """What waits, as programs read it."""
        code, out, err = self("waiting", "--json", *words)
        assert (code, err) == (0, "")
        found: list[dict[str, Any]] = json.loads(out)
        return found


@pytest.fixture
def tool(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Tool:
    """Over the desk's own database."""
    monkeypatch.setenv("ORDERDESK_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ORDERDESK_DATABASE_URL", desk.settings.database_url)
    monkeypatch.setenv("ORDERDESK_DEMO", "false")
    return Tool(capfd)


def test_what_waits_can_be_answered(tool: Tool, shop: Shop, indexed: None) -> None:
    """Every listed thing can be answered with its listed answer, in one plain line; then nothing waits."""
    requested(shop, shop.buyer())
    returned(shop, shop.buyer())
    written(shop, shop.buyer(), "silent")
    disputed(shop, shop.buyer())
    rows = tool.waiting()
    assert sorted(row["id"][:2] for row in rows) == ["CN", "DP", "RT", "SM"]
    table = tool("waiting")[1]
    for row in rows:
        assert row["id"] in table and row["order"] in table
        words = ("--text", "We look into it.") if row["kind"] == "message" else (row["answers"][0],)
        code, out, err = tool("answer", row["id"].lower(), *words)
        assert (code, err, len(out.splitlines())) == (0, "", 1) and row["order"] in out
        assert "already" in tool("answer", row["id"], *words)[1]
    assert tool.waiting() == [] and "nothing waits" in tool("waiting")[1]


def test_a_seller_by_name(tool: Tool, shop: Shop, indexed: None) -> None:
    """One seller's things alone; a seller that does not exist is an error."""
    number = requested(shop, shop.buyer())
    shop.seller("Fern & Fold")
    assert [row["order"] for row in tool.waiting("--seller", "Cloudloft")] == [number]
    assert tool.waiting("--seller", "Fern & Fold") == []
    code, out, err = tool("waiting", "--seller", "nobody")
    assert (code, out) == (2, "") and "nobody" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("CN-1", "received"), "yes or no"),
        (("CN-1",), "yes or no"),
        (("RT-1", "buyer"), "yes, no or received"),
        (("DP-1", "yes"), "buyer or seller"),
        (("SM-1", "buyer", "--text", "Hello"), "--text"),
        (("SM-1", "yes"), "--text"),
        (("SM-1", "--text", " "), "in words"),
        (("CN-1", "yes", "--text", "Hello"), "no --text"),
        (("XX-1", "yes"), "CN-"),
        (("576461413038785752", "yes"), "CN-"),
        (("CN-1", "perhaps"), "perhaps"),
        (("CN-1", "yes"), "There is no cancellation request CN-1"),
        (("RT-1", "received"), "There is no return RT-1"),
        (("SM-1", "--text", "Hello"), "There is no message"),
        (("DP-1", "seller"), "There is no dispute DP-1"),
    ],
)
def test_bad_combinations(tool: Tool, words: tuple[str, ...], said: str) -> None:
    """What cannot be answered like that ends with exit code 2 and says how it can be."""
    code, out, err = tool("answer", *words)
    assert (code, out) == (2, "") and said in err and "Traceback" not in err


def test_too_late_is_one_line(tool: Tool, shop: Shop) -> None:
    """A no after a yes is refused in one line, with exit code 1."""
    key = shop.case(requested(shop, shop.buyer())).cancellations[0].id
    assert tool("answer", key, "yes")[0] == 0
    code, out, err = tool("answer", key, "no")
    assert (code, out, len(err.splitlines())) == (1, "", 1) and "does not wait" in err
