"""One part in this process's place: what it is told by the environment, and what by the plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import GatewaySettings
from orderdesk import cli

GIVEN = {
    "RASA_URL": "http://rasa-1:5005,http://rasa-2:5005",
    "ACTIONS_URL": "http://actions:5055",
    "GATEWAY_PORT": "8123",
    "ACTION_SECRET": "hush",
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that come as files, and a program that would be started, but is not."""
    monkeypatch.setenv("ORDERDESK_VAR_DIR", str(tmp_path))
    for name, value in GIVEN.items():
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.delenv(f"ORDERDESK_{name}", raising=False)
        monkeypatch.setenv(f"ORDERDESK_{name}_FILE", str(tmp_path / name))


def served(part: str, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[str, ...], dict[str, str]]:
    """The command and the environment that `orderdesk serve` becomes."""
    seen: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda _, argv, env: seen.extend((argv, env)))
    assert cli.guarded(lambda: cli.desk(["serve", part], standalone_mode=False)) == 0
    return seen[0], seen[1]


@pytest.mark.usefixtures("files")
def test_files_are_not_overruled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator gives as a file counts more than the plan of a single machine."""
    _, env = served("gateway", monkeypatch)
    found = GatewaySettings.from_env(env)
    assert found.rasa_urls == tuple(GIVEN["RASA_URL"].split(","))
    assert (found.actions_url, found.port) == (GIVEN["ACTIONS_URL"], 8123)


@pytest.mark.usefixtures("files")
def test_secrets_go_on_to_those_that_read_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The action server, which reads variables only, gets the secret of the file."""
    assert served("actions", monkeypatch)[1]["ORDERDESK_ACTION_SECRET"] == "hush"


def test_a_port_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports, interface and neighbours can come as files as all else can."""
    given = {"ACTIONS_PORT": "5999", "PRIVATE_HOST": "0.0.0.0", "ACTION_SECRET": "hush"}
    for name, value in given.items():
        (tmp_path / name).write_text(value)
        monkeypatch.delenv(f"ORDERDESK_{name}", raising=False)
        monkeypatch.setenv(f"ORDERDESK_{name}_FILE", str(tmp_path / name))
    argv, env = served("actions", monkeypatch)
    assert argv[-1] == "5999"
    assert env["SANIC_HOST"] == "0.0.0.0"
