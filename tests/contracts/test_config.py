"""What Rasa only warns about is an error here."""

from __future__ import annotations

import importlib

import tomli
import yaml

from tests.contracts.domain import ROOT


def test_the_importer_and_the_components_can_be_imported() -> None:
    """Rasa warns about an importer it cannot import, and trains half an assistant."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    names = [
        entry["name"]
        for entry in [*config["importers"], *config["pipeline"]]
        if entry["name"].startswith("nlu.")
    ]
    assert "nlu.importer.JourneyImporter" in names
    for name in names:
        module, _, item = name.rpartition(".")
        assert hasattr(importlib.import_module(module), item), name


def test_the_interpreter_of_answers_comes_last() -> None:
    """Whatever the classifier says, the open question has the last word."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    assert config["pipeline"][-1]["name"] == "nlu.context.AnswerInterpreter"
    assert [policy["name"] for policy in config["policies"]] == ["RulePolicy"]


def test_every_module_of_ours_is_checked_for_types() -> None:
    """A module beside the packages is checked as they are."""
    checked = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["files"]
    assert {path.name for path in ROOT.glob("*.py")} - set(checked) == set()
