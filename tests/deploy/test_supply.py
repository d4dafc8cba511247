"""What we are made of is written down, and so is what is known to be wrong with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
import tomli
import yaml
from packaging.version import Version

from tests.contracts.domain import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;\\]+)", LOCK, re.M))
PAPER = tomli.loads((ROOT / "docs" / "advisories.toml").read_text("utf-8"))
ADVISORIES: list[dict[str, Any]] = PAPER["advisory"]
#: Rasa holds these at versions with advisories that we know of: each has to be answered for.
HELD_BACK = {
    "aiohttp", "dask", "dnspython", "future", "joblib", "jsonpickle", "keras", "onnx", "protobuf", "pydantic",
    "pymongo", "scikit-learn", "sentry-sdk", "setuptools", "skops", "tensorflow", "transformers", "wheel",
}  # fmt: skip
#: Run where a model is made, never where one is used.
TRAINING = {"export.py", "tune.py"}


def test_everything_is_locked_by_hash() -> None:
    """No package gets in by its name alone, and the lock says where nothing comes from."""
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", LOCK.strip())
    pins = [block for block in blocks if re.match(r"[a-zA-Z0-9_.-]+==", block)]
    assert len(pins) > 200
    assert not [block.split("==")[0] for block in pins if "--hash=sha256:" not in block]
    assert "://" not in LOCK and "--index" not in LOCK


def test_the_bill_is_of_this_lock() -> None:
    """docs/sbom.json names exactly what is locked; `make sbom` writes it anew."""
    made = subprocess.run(
        [sys.executable, ROOT / "scripts" / "sbom"], capture_output=True, text=True, check=True
    )
    kept = json.loads((ROOT / "docs" / "sbom.json").read_text("utf-8"))
    assert kept == json.loads(made.stdout)
    assert {(one["name"], one["version"]) for one in kept["components"]} >= set(PINS.items())
    assert (kept["bomFormat"], kept["specVersion"]) == ("CycloneDX", "1.5")


@pytest.mark.parametrize("entry", ADVISORIES, ids=lambda entry: entry["package"])
def test_an_advisory_is_of_what_is_locked(entry: dict[str, Any]) -> None:
    """Each entry is of the locked version, older than its repair: what moved is looked at again."""
    assert PINS[entry["package"]] == entry["version"]
    assert "fixed_in" not in entry or Version(entry["version"]) < Version(entry["fixed_in"])
    assert entry["what"] and entry["why"]
    assert all(re.fullmatch(r"CVE-\d{4}-\d{4,}", one) for one in entry["ids"])


def test_nothing_held_back_is_left_out() -> None:
    """Every package that is known to be old has its entry, and nothing is both open and reviewed."""
    listed = {entry["package"] for entry in ADVISORIES}
    assert listed == HELD_BACK
    assert not listed & set(PAPER["reviewed"])
    assert {name: PINS[name] for name in PAPER["reviewed"]} == PAPER["reviewed"]


@pytest.mark.parametrize(
    "entry", [one for one in ADVISORIES if "shown_by" in one], ids=lambda one: one["package"]
)
def test_what_shows_it_is_there(entry: dict[str, Any]) -> None:
    """A test that an entry leans on exists."""
    file, _, name = entry["shown_by"].partition("::")
    assert f"def {name}(" in (ROOT / file).read_text("utf-8")


def test_the_pipeline_uses_no_tensorflow() -> None:
    """No component or policy that computes with TensorFlow or Keras is configured."""
    config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    names = {one["name"] for part in ("pipeline", "policies") for one in config[part]}
    assert not names & {"DIETClassifier", "TEDPolicy", "ResponseSelector", "UnexpecTEDIntentPolicy",
                        "ConveRTFeaturizer", "LanguageModelFeaturizer", "MitieNLP"}  # fmt: skip


def test_models_come_from_no_network() -> None:
    """Rasa fetches no model, and keeps its conversations in no store but SQL."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    assert set(endpoints) <= {"action_endpoint", "tracker_store", "lock_store"}
    assert not re.search("mongo|redis|dynamo", (ROOT / "endpoints.yml").read_text("utf-8"))
    started = (ROOT / "orderdesk" / "running" / "plan.py").read_text("utf-8")
    assert "remote-storage" not in started and "enable-api" not in started


def test_what_is_not_there() -> None:
    """Packages that would open what an entry says is shut."""
    assert not {"distributed", "torch", "sentence-transformers", "nltk", "flask"} & set(PINS)


def test_serving_does_not_import_the_exporter() -> None:
    """The part that reads a buyer's text loads neither transformers nor onnx."""
    code = "import sys, nlu.language, orderdesk.cli, gateway.app; print([n for n in ('transformers', 'onnx', 'tf2onnx', 'torch') if n in sys.modules])"  # noqa: E501
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip().splitlines()[-1] == "[]"
    for path in (ROOT / "nlu").glob("*.py"):
        named = re.search(r"^(?:import|from) (?:transformers|onnx|tf2onnx)\b", path.read_text("utf-8"), re.M)
        assert named is None or path.name in TRAINING, path.name
