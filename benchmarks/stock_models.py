"""The stock archives: trained here where they are not given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.systems import STOCK, Models
from orderdesk.running.child import Child, Process, stop_all
from orderdesk.running.paths import program
from orderdesk.running.training import ensure_model


def models(folder: Path, say: Callable[[str], None], ours: Path | None = None) -> Models:
    """Ours as it is, and the two stock ones out of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return Models(ours or ensure_model(), *(_stock(name, folder, say) for name in ("default", "ngrams")))


def _stock(name: str, folder: Path, say: Callable[[str], None]) -> Path:
    archive = folder / f"{name}.tar.gz"
    if not archive.exists():
        say(f"training the stock project, configuration {name}")
        argv = (
            program("rasa"), "train", "--config", f"config-{name}.yml", "--domain", "domain.yml", "--data", "data",
            "--out", str(folder.resolve()), "--fixed-model-name", name,
        )  # fmt: skip
        env = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        process = Process(Child("train", argv, lambda _: True, env, STOCK), folder / f"{name}.log")
        try:
            process.wait(3600)
        finally:
            stop_all([process])
        if process.exit_code() or not archive.exists():
            raise RuntimeError(f"training {name} failed:\n{process.tail()}")
    return archive
