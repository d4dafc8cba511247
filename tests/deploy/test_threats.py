"""SECURITY.md promises no defence that no test shows."""

from __future__ import annotations

import ast
import re

import pytest

from tests.contracts.domain import ROOT

PAPER = (ROOT / "SECURITY.md").read_text("utf-8")
TABLE = PAPER.split("## Threats")[1].split("\n## ")[0]
ROWS = [row for row in TABLE.splitlines() if row.startswith("| ") and not row.startswith("| Threat")]
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+\.py)::(\w+)`", TABLE)))


def test_every_threat_names_a_test() -> None:
    """No row without proof."""
    assert len(ROWS) > 20
    assert not [row for row in ROWS if not re.search(r"`tests/[\w/.]+\.py::test_\w+`", row)]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_it_exists(file: str, name: str) -> None:
    """A renamed or deleted test is missed."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    functions = {
        node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert name in functions
