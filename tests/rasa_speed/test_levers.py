"""Which parts are on."""

from __future__ import annotations

import logging
import re
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

import rasa_speed
from orderdesk.running.paths import ROOT
from rasa_speed.levers import NAMES, RASA_VERSION, VARIABLE, switched_on


def test_all_are_on_and_each_can_be_switched_off() -> None:
    """Nothing set means everything; a name takes away that part only; "all" takes away everything."""
    assert switched_on({}) == frozenset(NAMES)
    for name in NAMES:
        assert switched_on({VARIABLE: f" {name} ,"}) == frozenset(NAMES) - {name}
    assert switched_on({VARIABLE: "all"}) == frozenset()


def test_a_name_that_is_none_of_them_is_said() -> None:
    """A typing error does not leave a part on that somebody wanted off."""
    with pytest.raises(ValueError, match="tial"):
        switched_on({VARIABLE: "tial"})


def test_with_another_rasa_everything_is_off(caplog: pytest.LogCaptureFixture) -> None:
    """What was written against one version's source does not touch another's, and says so."""
    with caplog.at_level(logging.WARNING):
        assert switched_on({}, version="3.6.22") == frozenset()
    assert "3.6.22" in caplog.text and RASA_VERSION in caplog.text


def test_it_is_the_version_that_is_installed() -> None:
    """Somebody who raises Rasa's version is made to read these parts again."""
    assert version("rasa") == RASA_VERSION


def test_the_table_names_each_part() -> None:
    """The package's own table is complete."""
    assert set(re.findall(r"^\| `(\w+)`", rasa_speed.__doc__ or "", re.MULTILINE)) == set(NAMES)


def test_the_endpoints_name_them() -> None:
    """`rasa run` and `rasa shell` get the stores, and with them the other parts, without a wrapper."""
    endpoints = yaml.safe_load(Path(ROOT / "endpoints.yml").read_text("utf-8"))
    assert endpoints["tracker_store"]["type"] == "rasa_speed.tracker_store.TailTrackerStore"
    assert endpoints["lock_store"]["type"] == "rasa_speed.lock_store.QuickLockStore"
