"""The copy of endpoints.yml that a run of our own reads: its ports, its secret, its tracker file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

SECRET_HEADER = "X-Orderdesk-Secret"  # noqa: S105 (its name, not its value)


def write_endpoints(template: Path, target: Path, *, actions_url: str, tracker_file: Path) -> Path:
    """Write `target` from `template`. The secret itself stays in the environment (ORDERDESK_ACTION_SECRET)."""
    content: dict[str, Any] = yaml.safe_load(template.read_text("utf-8"))
    action = content.setdefault("action_endpoint", {})
    action["url"] = f"{actions_url}/webhook"
    action.setdefault("headers", {})[SECRET_HEADER] = "${ORDERDESK_ACTION_SECRET}"
    tracker = content.get("tracker_store") or {}
    if "db" in tracker and tracker.get("dialect") == "sqlite":
        tracker["db"] = str(tracker_file)
    target.parent.mkdir(parents=True, exist_ok=True)
    tracker_file.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(content), "utf-8")
    return target
