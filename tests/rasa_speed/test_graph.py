"""The model's nodes, one after the other, give what dask gives."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner

from rasa_speed import graph

NEEDS: dict[str, tuple[str, ...]] = {
    "last": ("left", "right"), "right": ("first", "input"), "left": ("first",), "first": ("input",), "other": ("gone",),
}  # fmt: skip


def runner(fails: type[Exception] | None = None) -> tuple[DaskGraphRunner, list[str]]:
    """One over small nodes, and the list of those that ran."""
    ran: list[str] = []

    def node(name: str) -> Any:
        def call(*given: Any) -> tuple[str, Any]:
            ran.append(name)
            if fails and name == "right":
                raise fails("no")
            return name, (name, *given)

        return call

    made = DaskGraphRunner.__new__(DaskGraphRunner)
    made._graph_schema = GraphSchema(
        {name: SchemaNode({one: one for one in needs}, object, "x", "x", {}) for name, needs in NEEDS.items()}
    )
    made._instantiated_nodes = {name: node(name) for name in NEEDS}
    made._execution_context = None  # type: ignore[assignment]
    return made, ran


@pytest.mark.parametrize("targets", [["last"], ["left", "right"], ["other"], ["first", "last"]], ids=str)
def test_the_same_comes_out(targets: list[str]) -> None:
    """Each node gets what it needs, runs once, and only where it is needed; the second time too."""
    inputs = {"input": ["a message"]}
    stock, theirs = runner()
    ours, ran = runner()
    for _ in range(2):
        assert graph.run(ours, inputs, targets) == stock.run(inputs, targets)
    assert sorted(ran) == sorted(theirs)


@pytest.mark.parametrize(("raised", "seen"), [(RuntimeError, GraphRunError), (ValueError, ValueError)])
def test_what_fails_fails_the_same(raised: type[Exception], seen: type[Exception]) -> None:
    """A node's exception comes out as Rasa lets it out."""
    for run in (DaskGraphRunner.run, graph.run):
        with pytest.raises(seen):
            run(runner(raised)[0], {"input": 1}, ["last"])
