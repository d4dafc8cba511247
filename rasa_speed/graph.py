"""The model's graph, one node after the other. Rasa hands it to dask, which plans it anew for every message."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Plan = list[tuple[str, Any, tuple[str, ...]]]


def run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """`DaskGraphRunner.run`: the same nodes with the same inputs, each after those that it needs."""
    wanted = tuple(targets or self._graph_schema.target_names)
    done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, node, needs in _plan(self, wanted):
            if name not in done:
                done[name] = node(*[done.get(need, need) for need in needs])
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(done[target] for target in wanted)


def _plan(runner: DaskGraphRunner, wanted: tuple[str, ...]) -> Plan:
    """Kept with the runner: a model's graph stays as it was trained."""
    plans: dict[tuple[str, ...], Plan] = runner.__dict__.setdefault("orderdesk_plans", {})
    if wanted not in plans:
        nodes = runner._graph_schema.minimal_graph_schema(list(wanted)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        order = [name for name in TopologicalSorter(needs).static_order() if name in nodes]
        plans[wanted] = [(name, runner._instantiated_nodes[name], needs[name]) for name in order]
    return plans[wanted]
