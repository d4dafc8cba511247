"""Training and asking models: ours and the stock one, each as Rasa itself does it."""

import asyncio
import logging
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import MethodType
from typing import Any

from nlu.evaluate.figures import Heard
from nlu.evaluate.lines import Line

FALLBACK = "nlu_fallback"
# What `rasa init` trains with in 3.6.21 when its config names no pipeline.
STOCK = """recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - {name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 4}
  - {name: DIETClassifier, epochs: 100}
  - name: EntitySynonymMapper
  - {name: ResponseSelector, epochs: 100}
  - {name: FallbackClassifier, threshold: 0.3, ambiguity_threshold: 0.1}
policies: []
"""


def train(name: str, config: Path, data: Path, out: Path) -> tuple[Path, float]:
    """`rasa train nlu`; the archive and the CPU seconds it took (user and system, children included)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    rasa = Path(sys.executable).with_name("rasa")
    paths = ["--config", str(config), "--nlu", str(data), "--out", str(out)]
    with (out / f"{name}.log").open("w") as log:
        subprocess.run(  # noqa: S603 - the environment's own rasa
            [str(rasa), "train", "nlu", *paths, "--fixed-model-name", name],
            check=True, stdout=log, stderr=log, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return out / f"{name}.tar.gz", after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def stock_project(folder: Path, data: Path) -> tuple[Path, Path]:
    """Config and data of the stock pipeline: the same lines, without buttons and lexicon, which it knows not."""
    lines = folder / "lines"
    shutil.rmtree(lines, ignore_errors=True)
    lines.mkdir(parents=True)
    for file in sorted(data.glob("*.yml")):
        if not file.name.startswith("answers") and file.name != "lexicon.yml":
            shutil.copy(file, lines / file.name)
    (folder / "stock.yml").write_text(STOCK, "utf-8")
    return folder / "stock.yml", lines


def quiet() -> None:
    """Only errors on the screen: Rasa logs every parse."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)


class Model:
    """A trained archive that can be asked."""

    def __init__(self, archive: Path, *, served: bool = False) -> None:
        """Loads it as a server would; `served`: with the plain pass over its nodes that our server makes."""
        from rasa.core.agent import Agent

        self._agent = Agent.load(str(archive))
        if served:
            from rasa_speed import graph

            runner: Any = self._agent.processor.graph_runner
            runner.run = MethodType(graph.run, runner)
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str) -> dict[str, Any]:
        """Rasa's parse of `text`."""
        return self._loop.run_until_complete(self._agent.parse_message(text))

    def hear(self, line: Line) -> Heard:
        """The parse as figures need it, with its time."""
        start = time.perf_counter()
        parsed = self.parse(line.text)
        spent = (time.perf_counter() - start) * 1000
        best = next((r for r in parsed["intent_ranking"] if r["name"] != FALLBACK), parsed["intent"])
        return Heard(line, best["name"], float(best["confidence"]), parsed["intent"]["name"], spent)


def hear_side_by_side(models: dict[str, Model], lines: list[Line]) -> dict[str, list[Heard]]:
    """Each line asked of each model in turn, so that a busy moment of the machine slows both alike."""
    heard: dict[str, list[Heard]] = {name: [] for name in models}
    for line in lines:
        for name, model in models.items():
            heard[name].append(model.hear(line))
    return heard
