"""`orderdesk nlu review` over turns that Rasa itself has stored."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import yaml
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.loading import load_data

from orderdesk import cli
from orderdesk.bootstrap import open_desk, tracker_turns
from orderdesk.clock import SystemClock
from orderdesk.errors import Unavailable
from orderdesk.model import Session

pytestmark = pytest.mark.rasa
MIA = "conversation-of-mia"


def store(file: Path, *said: tuple[str, str, float]) -> None:
    """What Rasa keeps of a conversation in which a buyer `said` (text, best intent, confidence)."""
    ranked = [(text, [{"name": name, "confidence": sure}]) for text, name, sure in said]
    fallback = [{"name": "nlu_fallback", "confidence": 0.4}]
    events = [
        UserUttered(
            text, intent=best[0], parse_data={"intent": best[0], "entities": [], "intent_ranking": ranking}
        )
        for text, ranking in ranked
        for best in [ranking if ranking[0]["confidence"] > 0.4 else fallback]
    ]
    tracker = DialogueStateTracker.from_events(MIA, events)
    for event in tracker.events:
        event.timestamp = time.time()
    asyncio.run(SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(file)).save(tracker))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A seeded shop in which Mia's conversation is signed in, with its tracker file to be."""
    monkeypatch.setenv("ORDERDESK_VAR_DIR", str(tmp_path))
    monkeypatch.delenv("ORDERDESK_DATABASE_URL", raising=False)
    assert cli.guarded(lambda: cli.desk(["seed"], standalone_mode=False)) == 0
    desk, now = open_desk(), SystemClock().now()
    with desk.store.write() as unit:
        mia = unit.find(_customer(), handle="mia")[0]
        unit.add(Session(MIA, mia.id, "operator", now, now.replace(year=now.year + 1)))
    return tmp_path / "rasa.db"


def _customer() -> type:
    from orderdesk.model import Customer

    return Customer


def review(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    capfd.readouterr()
    assert cli.guarded(lambda: cli.desk(["nlu", "review", *words], standalone_mode=False)) == 0
    return capfd.readouterr().out


def test_stored_turns_come_out_masked_and_as_training_data(shop, capfd, tmp_path) -> None:
    """What a person has labelled goes into data/nlu/ as it is, and says nothing about the buyer."""
    store(
        shop,
        ("mia here, wheres 579310024418276630 [now]", "track_order", 0.35),
        ("where are my returns", "track_order", 0.9),
        ("no, i meant my refund", "refund_status", 0.9),
        ("thanks", "thank", 0.99),
    )
    shown = review(capfd)
    content = yaml.safe_load(shown)
    assert {block["intent"]: block["examples"].strip() for block in content["nlu"]} == {
        "refund_status": "- where are my returns",
        "track_order": "- Alex here, wheres 000000000000000000 (now)",
    }
    (tmp_path / "lines.yml").write_text(shown, "utf-8")
    assert len(load_data(str(tmp_path / "lines.yml")).intent_examples) == 2


def test_an_empty_log_is_an_empty_list(shop, capfd) -> None:
    """Before anybody spoke, the command says so in valid YAML."""
    assert yaml.safe_load(review(capfd))["nlu"] == []


def test_a_log_that_cannot_be_read_is_one_clear_error(tmp_path) -> None:
    """A database that is none is no traceback."""
    (tmp_path / "rasa.db").write_text("this is no database, and it is long enough to be read as one " * 20)
    with pytest.raises(Unavailable):
        tracker_turns(f"sqlite:///{tmp_path / 'rasa.db'}", 0.0)
