"""What kubernetes.yaml promises in its comments."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
import yaml

from orderdesk.settings import Settings
from tests.contracts.domain import ROOT

TEXT = (ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")
ALL: list[dict[str, Any]] = list(yaml.safe_load_all(TEXT))
PODS = {
    one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in ALL if one["kind"] == "Deployment"
}
BOXES = [
    (f"{pod}/{box['name']}", spec, box)
    for pod, spec in PODS.items()
    for box in [*spec.get("initContainers", []), *spec["containers"]]
]
PARTS = {box["name"]: box for box in PODS["orderdesk"]["containers"]}


def of_kind(kind: str) -> dict[str, Any]:
    """The only document of a kind."""
    (found,) = [one for one in ALL if one["kind"] == kind]
    return found


@pytest.mark.parametrize(("spec", "box"), [one[1:] for one in BOXES], ids=[one[0] for one in BOXES])
def test_every_container_is_locked(spec: dict[str, Any], box: dict[str, Any]) -> None:
    """Nobody runs as root or may become it, nothing is written but on volumes, and those are there."""
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert box["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    mounted = {one["mountPath"]: one["name"] for one in box["volumeMounts"]}
    assert {"/tmp", "/app/var", "/run/secrets/orderdesk"} <= set(mounted)
    assert set(mounted.values()) <= {volume["name"] for volume in spec["volumes"]}


def test_nothing_unproven_on_the_clusters_network() -> None:
    """Rasa and the action server keep to their pod's loopback, and are asked there whether they live."""
    assert "ORDERDESK_PRIVATE_HOST" not in TEXT
    for name in ("rasa", "actions"):
        for probe in ("startupProbe", "livenessProbe"):
            assert "http://127.0.0.1:" in PARTS[name][probe]["exec"]["command"][-1]


def test_an_image_has_a_place_and_a_version() -> None:
    """A cluster cannot pull a bare name, and `latest` is nobody's version."""
    assert {box["image"] for _, _, box in BOXES} == {"registry.example/orderdesk:VERSION"}
    assert TEXT.count("image:") == TEXT.count("orderdesk:VERSION  # CHANGE")


def test_no_client_chooses_its_address() -> None:
    """Forwarded addresses are believed from a network that is named, and only named namespaces reach the gateway."""
    (proxies,) = [
        one["value"] for one in PARTS["gateway"]["env"] if one["name"] == "ORDERDESK_GATEWAY_PROXIES"
    ]
    assert ip_network(proxies).prefixlen >= 8
    (rule,) = of_kind("NetworkPolicy")["spec"]["ingress"]
    assert rule["from"] and all("namespaceSelector" in one for one in rule["from"])


def test_what_is_away_takes_no_gateway_out() -> None:
    """All parts have to be up once; afterwards a gateway stays, to say honestly what is away."""
    gateway = PARTS["gateway"]
    assert gateway["startupProbe"]["httpGet"]["path"] == "/health/ready"
    assert gateway["startupProbe"]["periodSeconds"] * gateway["startupProbe"]["failureThreshold"] >= 300
    for probe in ("readinessProbe", "livenessProbe"):
        assert gateway[probe]["httpGet"]["path"] == "/health/live"


def test_the_gateway_ends_before_what_it_needs() -> None:
    """Rasa and the action server wait longer than the gateway before they stop, all within the pod's grace."""
    waits = {name: int(box["lifecycle"]["preStop"]["exec"]["command"][1]) for name, box in PARTS.items()}
    assert waits["gateway"] + 5 <= waits["rasa"] == waits["actions"]
    assert waits["rasa"] + 10 < PODS["orderdesk"]["terminationGracePeriodSeconds"]


def test_mail_and_tokens() -> None:
    """The sender is one that a mail server may take; TikTok's tokens are on a volume that outlives the pods."""
    chosen = of_kind("ConfigMap")["data"]
    assert chosen["ORDERDESK_MAIL_FROM"] != Settings.mail_from
    folder = chosen["ORDERDESK_TIKTOK_TOKEN_FILE"].rpartition("/")[0]
    (name,) = [one["name"] for one in PARTS["gateway"]["volumeMounts"] if one["mountPath"] == folder]
    (volume,) = [one for one in PODS["orderdesk"]["volumes"] if one["name"] == name]
    assert (
        volume["persistentVolumeClaim"]["claimName"] == of_kind("PersistentVolumeClaim")["metadata"]["name"]
    )
    assert PODS["orderdesk"]["securityContext"]["fsGroup"] == 10001
