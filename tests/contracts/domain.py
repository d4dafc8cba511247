"""The domain and the rules as Rasa will see them, read once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.importer import domain_files, merge

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def domain() -> dict[str, Any]:
    """All domain files merged by the project's own importer."""
    return merge(domain_files(str(ROOT / "domain.yml")))


def responses() -> dict[str, list[dict[str, Any]]]:
    """Response name without `utter_` -> variants."""
    return {name.removeprefix("utter_"): variants for name, variants in domain()["responses"].items()}


def variables(name: str) -> set[str]:
    """The variables in a response's texts."""
    return {found for variant in responses()[name] for found in VARIABLE.findall(variant.get("text", ""))}


@lru_cache(maxsize=1)
def rules() -> list[tuple[str, list[str], list[str]]]:
    """Every rule: its name, its intents, its actions."""
    found = []
    for file in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            steps = rule["steps"]
            intents = [step["intent"] for step in steps if "intent" in step]
            found.append((rule["rule"], intents, [step["action"] for step in steps if "action" in step]))
    return found


def python_files(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """The project's modules below these folders, parsed."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return names
