"""The bot is trained when, and only when, something that it is made of has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.running.training import _keep, fingerprint, fresh_model

CHANGES = [
    "data/nlu/cancel.yml",
    "data/rules/cancel.yml",
    "domain.yml",
    "domain/cancel.yml",
    "config.yml",
    "nlu/guard.py",
    "nlu/lang/en/dates.yml",
    "requirements.lock",
]
NO_CHANGES = [
    "data/eval/heldout.yml",
    "nlu/evaluate/report.py",
    "nlu/__pycache__/guard.pyc",
    "actions/cancel.py",
    "README.md",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in CHANGES + NO_CHANGES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(root: Path, name: str) -> None:
    """Lines, rules, words, pipeline, components and versions each make a model stale."""
    before = fingerprint(root)
    (root / name).write_text("something else")
    assert fingerprint(root) != before


@pytest.mark.parametrize("name", NO_CHANGES)
def test_what_the_model_does_not_hold_is_no_change(root: Path, name: str) -> None:
    """Held-out lines, the evaluation and the actions ask for no training."""
    before = fingerprint(root)
    (root / name).write_text("something else")
    assert fingerprint(root) == before


def test_a_file_that_moves_is_a_change(root: Path) -> None:
    """The same contents under another name are another assistant."""
    before = fingerprint(root)
    (root / "domain/cancel.yml").rename(root / "domain/cancelling.yml")
    assert fingerprint(root) != before


def test_one_model_is_kept(root: Path) -> None:
    """A new model takes the old one's place; models that somebody else put there stay."""
    models = root / "models"
    models.mkdir()
    for name in ("orderdesk-old.tar.gz", "20261123-made-by-hand.tar.gz"):
        (models / name).write_text("")
    (root / "trained").write_text("new")
    assert fresh_model(root) is None
    kept = _keep(root / "trained", models / f"orderdesk-{fingerprint(root)}.tar.gz")
    assert fresh_model(root) == kept
    assert {path.name for path in models.iterdir()} == {kept.name, "20261123-made-by-hand.tar.gz"}
