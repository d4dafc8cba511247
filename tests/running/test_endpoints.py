"""What Rasa reads about its neighbours: this run's addresses, and no secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orderdesk.running.endpoints import write_endpoints
from orderdesk.running.plan import make_plan

TEMPLATE = """
action_endpoint: {url: 'http://127.0.0.1:5055/webhook'}
tracker_store: {type: some.Store, dialect: sqlite, db: var/rasa.db}
lock_store: {type: in_memory}
"""


def written(folder: Path, tracker_url: str) -> dict:
    (folder / "endpoints.yml").write_text(TEMPLATE)
    target = folder / "run" / "e.yml"
    write_endpoints(
        folder / "endpoints.yml", target, actions_url="http://127.0.0.1:9", tracker_url=tracker_url
    )
    return yaml.safe_load(target.read_text())


def test_endpoints_hold_the_runs_own_addresses_and_no_secret(tmp_path: Path) -> None:
    """Rasa is told this run's ports and tracker file; the secret stays in the environment."""
    found = written(tmp_path, f"sqlite:///{tmp_path}/t.db")
    assert found["action_endpoint"]["url"] == "http://127.0.0.1:9/webhook"
    assert found["action_endpoint"]["headers"] == {"X-Orderdesk-Secret": "${ORDERDESK_ACTION_SECRET}"}
    assert found["tracker_store"] == {"type": "some.Store", "dialect": "sqlite", "db": f"{tmp_path}/t.db"}
    assert found["lock_store"] == {"type": "in_memory"}


def test_a_tracker_in_postgresql(tmp_path: Path) -> None:
    """The tracker goes where the URL says; the URL, which holds a password, is not written down."""
    found = written(tmp_path, "postgresql://desk:hush@host/desk")
    wanted = {"type": "some.Store", "dialect": "postgresql", "url": "${ORDERDESK_TRACKER_URL}"}
    assert found["tracker_store"] == wanted


@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({}, "sqlite:///{var}/rasa.db"),
        ({"ORDERDESK_DATABASE_URL": "sqlite:////elsewhere/desk.db"}, "sqlite:///{var}/rasa.db"),
        (
            {"ORDERDESK_DATABASE_URL": "postgresql://desk:hush@host/desk"},
            "postgresql://desk:hush@host/desk?connect_timeout=3&options=-csearch_path%3Drasa%20-cstatement_timeout%3D3500",
        ),
        (
            {
                "ORDERDESK_DATABASE_URL": "postgresql://a@host/desk",
                "ORDERDESK_TRACKER_URL": "postgresql://b@host/t",
            },
            "postgresql://b@host/t",
        ),
    ],
)
def test_the_tracker_follows_the_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], wanted: str
) -> None:
    """One URL moves orders and tracker; another one parts them. All programs of a run are told the same."""
    for name in ("ORDERDESK_DATABASE_URL", "ORDERDESK_TRACKER_URL"):
        monkeypatch.delenv(name, raising=False)
    plan = make_plan(tmp_path, env, any_port=True)
    assert plan.tracker_url == wanted.format(var=tmp_path)
    assert plan.environment()["ORDERDESK_TRACKER_URL"] == plan.tracker_url
    assert "hush" not in repr(plan)
