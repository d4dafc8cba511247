"""Short words (labels of buttons, states, reasons) from the domain files, for use inside other replies."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
#: The one in C, where PyYAML came with it: the buyer of the first turn waits for this.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    files = [ROOT / "domain.yml", *sorted((ROOT / "domain").glob("*.yml"))]
    texts: dict[str, str] = {}
    for file in files:
        read = yaml.load(file.read_text(encoding="utf-8"), LOADER)  # noqa: S506 (either is a safe one)
        responses = (read or {}).get("responses") or {}
        texts.update({name: variants[0].get("text", "") for name, variants in responses.items()})
    return texts


def word(name: str) -> str:
    """The text of the response `utter_<name>`. Raises KeyError when no domain file has it."""
    return _texts()[f"utter_{name}"]


def has_word(name: str) -> bool:
    """Whether a domain file has the response `utter_<name>`."""
    return f"utter_{name}" in _texts()


def label(kind: str, code: str) -> str:
    """The word for a code: `label("reason", "better_price")` is `utter_label_reason_better_price`."""
    return word(f"label_{kind}_{code.lower()}")
