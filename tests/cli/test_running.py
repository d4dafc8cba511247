"""`make run` and `make shell` keep everything in the folder that was chosen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orderdesk.commands import running
from orderdesk.running.child import Child
from orderdesk.running.screen import Screen


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would be started, and where its logs would go: nothing is."""
    seen: dict[str, Any] = {}

    @contextmanager
    def supervised(children: tuple[Child, ...], logs: Path, **_: Any) -> Iterator[Any]:
        seen.update(children=children, logs=logs)
        yield SimpleNamespace(watch=lambda: None)

    monkeypatch.setenv("ORDERDESK_VAR_DIR", str(tmp_path / "elsewhere"))
    for name in ("ORDERDESK_DATABASE_URL", "ORDERDESK_TRACKER_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("RASA", "ACTIONS", "GATEWAY"):
        monkeypatch.setenv(f"ORDERDESK_{name}_PORT", "0")
    monkeypatch.setattr(running, "supervised", supervised)
    monkeypatch.setattr(running, "ensure_model", lambda **_: tmp_path / "model.tar.gz")
    monkeypatch.setattr(running, "_shop", lambda _: None)
    monkeypatch.setattr(running, "welcome", lambda *_: None)
    monkeypatch.setattr(running, "open_session", lambda *_: SimpleNamespace(conversation_id="c"))
    monkeypatch.setattr(running, "talk", lambda plan, *_: seen.update(talked=plan))
    return seen


def test_a_run_stays_in_its_folder(started: dict[str, Any], tmp_path: Path) -> None:
    """Logs and tracker lie where backup and erasing look for them: under ORDERDESK_VAR_DIR."""
    running._run(Screen(), threading.Event())
    folder = tmp_path / "elsewhere"
    assert started["logs"] == folder / "log"
    trackers = {child.env["ORDERDESK_TRACKER_URL"] for child in started["children"]}
    assert trackers == {f"sqlite:///{folder}/rasa.db"}
    assert list((folder / "run").iterdir())


def test_a_shell_stays_in_its_folder(started: dict[str, Any], tmp_path: Path) -> None:
    """So do those of a talk in the terminal."""
    running._shell("mia", Screen(), threading.Event())
    assert started["logs"] == tmp_path / "elsewhere" / "log"
    assert started["talked"].var == tmp_path / "elsewhere"
