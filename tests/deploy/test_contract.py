"""What the deployment files name is there: settings, commands, figures, chapters, files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.metrics import Metrics
from orderdesk import cli
from orderdesk.bootstrap import Desk
from orderdesk.running import plan
from tests.contracts.domain import ROOT

DEPLOY = ROOT / "deploy"
SETTING = re.compile(r"ORDERDESK_[A-Z_]+")
READ = re.compile(r'(?:given\.read\(\s*"|"ORDERDESK_)([A-Z_]+)"')


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all(text(name)))


def known_settings() -> set[str]:
    """Every variable that the code reads."""
    sources = [ROOT / "orderdesk" / "settings.py", Path(plan.__file__), ROOT / "gateway" / "settings.py"]
    names = {name for file in sources for name in READ.findall(file.read_text("utf-8"))}
    channels = (ROOT / "gateway" / "channels" / "settings.py").read_text("utf-8")
    names |= set(re.findall(r'"((?:TIKTOK|TELEGRAM)_[A-Z_]+)"', channels))
    return {f"ORDERDESK_{name}" for name in names}


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "kubernetes.yaml", "backup", "restore"])
def test_settings_exist(name: str) -> None:
    """A variable that nobody reads would be a setting that does nothing."""
    named = set(SETTING.findall(text(name)))
    assert (
        named and {one for one in named if not {one, one.removesuffix("_FILE")} & known_settings()} == set()
    )


def is_ours(box: dict[str, Any]) -> bool:
    """Whether a container is of our own image, from whatever registry."""
    return re.fullmatch(r"(?:.*/)?orderdesk(?::\w+)?", str(box.get("image"))) is not None


def commands(value: Any) -> list[list[str]]:
    """Every `command` and `args` of our own image, anywhere in the document."""
    if isinstance(value, list):
        return [found for part in value for found in commands(part)]
    if not isinstance(value, dict):
        return []
    own = [value[key] for key in ("command", "args") if is_ours(value) and key in value]
    return own + [found for part in value.values() for found in commands(part)]


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml"])
def test_commands_exist(name: str) -> None:
    """The image is told to do only what it can."""
    found = commands(documents(name))
    assert ["migrate"] in found and ["serve", "worker"] in found
    for words in found:
        command = cli.desk.commands[words[0]]
        assert not words[1:] or words[1] in command.params[0].type.choices


def test_compose_holds_together() -> None:
    """The gateway knows the Rasa servers that there are; only the proxy is published; secrets and networks exist."""
    (whole,) = documents("compose.yaml")
    services = whole["services"]
    rasas = re.findall(r"http://([a-z0-9-]+):5005", services["gateway"]["environment"]["ORDERDESK_RASA_URL"])
    assert rasas == ["rasa-1", "rasa-2"] and set(rasas) < set(services)
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert {secret for one in services.values() for secret in one.get("secrets", [])} <= set(whole["secrets"])
    for name in ("rasa-1", "rasa-2", "actions", "postgres"):
        assert services[name]["networks"] == ["private"], name
    assert whole["networks"]["private"] == {"internal": True}


def rules() -> list[dict[str, Any]]:
    """Every alarm."""
    return [rule for group in documents("alarms.yml")[0]["groups"] for rule in group["rules"]]


def test_figures_exist(desk: Desk) -> None:
    """What alarms ask for is there, labels too, before anything has happened: what begins at one has no first step."""
    counted = Metrics(desk).text().decode()
    for rule in rules():
        for figure, labels in re.findall(r"(orderdesk_[a-z_]+)(?:\{([^}]*)\})?", rule["expr"]):
            assert re.search(rf"^{figure}(?:\{{[^}}]*{re.escape(labels)}[^}}]*\}})? ", counted, re.M), rule[
                "alert"
            ]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_figures_that_are_compared_can_meet(rule: dict[str, Any]) -> None:
    """Two figures in one comparison are summed, or matched on a label that both have: other labels never meet."""
    names = re.findall(r"\borderdesk_[a-z_]+|\bup\b", rule["expr"])
    if len(set(names)) > 1 and " on(" not in rule["expr"]:
        assert len(re.findall(r"\bsum\(increase\(", rule["expr"])) == len(names)


def test_every_alarm_has_its_chapter() -> None:
    """Whoever is woken finds what to do, under the alarm's own name; no chapter is of an alarm that is gone."""
    runbook = (ROOT / "docs" / "operations.md").read_text("utf-8").split("# Runbook")[1]
    assert sorted(re.findall(r"^## (\w+)$", runbook, re.M)) == sorted(rule["alert"] for rule in rules())
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"


def test_the_image_gets_every_package() -> None:
    """What the project's packages are named in pyproject is copied into the image, and the proxy reads its own file."""
    copied = set(re.findall(r"^COPY ([\w/.]+) ", text("Dockerfile"), re.M))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages <= copied
    assert "USER 10001" in text("Dockerfile")
    assert text("nginx.conf").count("{") == text("nginx.conf").count("}")
    assert "./nginx.conf:/etc/nginx/nginx.conf:ro" in text("compose.yaml")


def test_operators_find_how() -> None:
    """The paper on operations names what the scripts refuse, how to run them in containers, and the alarms' job."""
    paper = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for script in ("backup", "restore"):
        assert f"--entrypoint deploy/{script} migrate /backups" in paper
        assert f'kubectl exec "$pod" -- deploy/{script} /app/var' in paper
    assert "orderdesk.db-wal" in paper and "orderdesk.db-shm" in paper
    (job,) = set(re.findall(r'up\{job="(\w+)"\}', text("alarms.yml")))
    assert set(re.findall(r"job_name: (\w+)", paper)) == {job}
