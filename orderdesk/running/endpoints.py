"""The copy of endpoints.yml that a run of our own reads: its ports, its secret, its tracker file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

SECRET_HEADER = "X-Orderdesk-Secret"  # noqa: S105 (its name, not its value)


TRACKER_URL = "ORDERDESK_TRACKER_URL"


def write_endpoints(template: Path, target: Path, *, actions_url: str, tracker_url: str) -> Path:
    """Write `target` from `template`. Secrets stay in the environment (ORDERDESK_ACTION_SECRET, …_TRACKER_URL)."""
    content: dict[str, Any] = yaml.safe_load(template.read_text("utf-8"))
    action = content.setdefault("action_endpoint", {})
    action["url"] = f"{actions_url}/webhook"
    action.setdefault("headers", {})[SECRET_HEADER] = "${ORDERDESK_ACTION_SECRET}"
    _place_tracker(content.get("tracker_store") or {}, tracker_url)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(content), "utf-8")
    return target


def _place_tracker(tracker: dict[str, Any], url: str) -> None:
    """A tracker that is a file of the checkout goes where this run keeps it; any other choice is left as it is."""
    if tracker.get("dialect") != "sqlite" or "db" not in tracker:
        return
    if url.startswith("sqlite:"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        tracker["db"] = str(file)
    else:
        del tracker["db"]
        tracker["dialect"], tracker["url"] = "postgresql", f"${{{TRACKER_URL}}}"
