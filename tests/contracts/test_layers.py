"""Imports go one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.contracts.domain import ROOT, imported, python_files

#: Modules (by path prefix) and what they may never import.
FORBIDDEN = {
    "orderdesk": ("rasa", "rasa_sdk", "actions", "nlu", "gateway"),
    "orderdesk/policy": (
        "sqlalchemy",
        "orderdesk.adapters",
        "orderdesk.services",
        "orderdesk.bootstrap",
        "time",
        "random",
    ),
    "orderdesk/services": ("sqlalchemy", "orderdesk.adapters"),
    "orderdesk/model": ("sqlalchemy", "orderdesk.services", "orderdesk.policy", "orderdesk.adapters"),
    "orderdesk/decision.py": ("sqlalchemy", "orderdesk.services", "orderdesk.policy", "orderdesk.adapters"),
    "actions": ("sqlalchemy", "orderdesk.adapters", "gateway"),
    "nlu": ("orderdesk.services", "orderdesk.adapters", "actions", "gateway"),
    "gateway": ("rasa", "rasa_sdk", "actions", "click", "orderdesk.commands"),
}


def breaks(path: Path, tree: ast.Module, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for name in sorted(imported(tree))
        for bad in forbidden
        if name == bad or name.startswith(f"{bad}.")
    ]


@pytest.mark.parametrize("place", FORBIDDEN)
def test_nothing_imports_against_the_direction(place: str) -> None:
    """A layer knows only the layers below it."""
    broken = [
        line
        for path, tree in python_files(place.split("/")[0])
        if path.relative_to(ROOT).as_posix().startswith(place)
        for line in breaks(path, tree, FORBIDDEN[place])
    ]
    assert not broken


def test_only_bootstrap_and_these_name_adapters() -> None:
    """Whoever else needs an adapter gets it from the desk."""
    allowed = (
        "orderdesk/bootstrap.py",
        "orderdesk/adapters/",
        "gateway/channels/tiktok_shop.py",  # the platform's own class speaks with the platform
        "rasa_door.py",  # Rasa's process has no desk: patience and turn lock of the database it shares
        "rasa_speed/engine.py",
    )
    beside = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(ROOT.glob("*.py"))]
    folders = python_files("orderdesk", "actions", "nlu", "gateway", "rasa_speed")
    named = [
        path.relative_to(ROOT).as_posix()
        for path, tree in (*folders, *beside)
        if any(name.startswith("orderdesk.adapters") for name in imported(tree))
    ]
    assert [path for path in named if not path.startswith(allowed)] == []


def test_the_check_sees_a_wrong_import() -> None:
    """The check itself can fail."""
    tree = ast.parse("from rasa.core import agent\nimport sqlalchemy")
    assert len(breaks(ROOT / "orderdesk" / "x.py", tree, ("rasa", "sqlalchemy"))) == 2


def test_actions_stay_flat() -> None:
    """rasa_sdk finds actions by bare module names: no packages inside."""
    assert not [path for path in (ROOT / "actions").iterdir() if path.is_dir() and path.name != "__pycache__"]
