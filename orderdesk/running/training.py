"""Train the bot when what it is trained from has changed; the result is models/orderdesk-<fingerprint>.tar.gz."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

from orderdesk.running.child import Child, Process, stop_all
from orderdesk.running.paths import ROOT, program, short
from orderdesk.running.screen import Screen
from orderdesk.running.supervisor import POLL, Stopped

PARTS = ("config.yml", "domain.yml", "domain", "data", "nlu", "requirements.lock")
CODE = ("nlu", "requirements.lock")
LEFT_OUT = ("data/eval/", "nlu/evaluate/", "__pycache__/")
STEP = "Starting to train component '"


class TrainingFailed(Exception):
    """Rasa could not train. Its text is for a person."""


def fingerprint(root: Path = ROOT, parts: Iterable[str] = PARTS) -> str:
    """A hash of every file that the model depends on: names and contents."""
    digest = hashlib.sha256()
    for path in _files(root, parts):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def fresh_model(root: Path = ROOT) -> Path | None:
    """The model that was trained from what is there now, if there is one."""
    path = root / "models" / f"orderdesk-{fingerprint(root)}.tar.gz"
    return path if path.exists() else None


def ensure_model(
    root: Path = ROOT,
    *,
    force: bool = False,
    screen: Screen | None = None,
    stop: threading.Event | None = None,
) -> Path:
    """The model's path, after training it if that is needed. Raises TrainingFailed, Stopped."""
    screen = screen or Screen()
    found = fresh_model(root)
    if found and not force:
        screen.say(f"{short(found)} is up to date")
        return found
    target = root / "models" / f"orderdesk-{fingerprint(root)}.tar.gz"
    folder = root / "var" / "train" / str(os.getpid())
    try:
        _train(root, folder, screen, stop or threading.Event())
        return _keep(folder / "model.tar.gz", target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _train(root: Path, folder: Path, screen: Screen, stop: threading.Event) -> None:
    code = fingerprint(root, CODE)
    mark = root / ".rasa" / "orderdesk-code"
    argv = [program("rasa"), "train", "--out", str(folder), "--fixed-model-name", "model"]
    # Rasa's cache knows a component by its own source, not by the modules that it imports.
    if not mark.exists() or mark.read_text("utf-8") != code:
        argv.append("--force")
    env = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    process = Process(
        Child("train", tuple(argv), lambda _: True, env, cwd=root), root / "var" / "log" / "train.log"
    )
    try:
        seconds = _follow(process, screen, stop)
    finally:
        stop_all([process])
    if process.exit_code() or not (folder / "model.tar.gz").exists():
        raise TrainingFailed(f"Training failed. The end of {short(process.log)}:\n{process.tail(30)}")
    screen.say(f"trained in {seconds:.0f} s")
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(code, "utf-8")


def _follow(process: Process, screen: Screen, stop: threading.Event) -> float:
    with screen.busy("training the bot") as busy:
        while not process.wait(POLL):
            if stop.is_set():
                raise Stopped
            busy.doing(_step(process.log))
        return busy.seconds


def _step(log: Path) -> str:
    """The component that is being trained, read from Rasa's log."""
    _, found, rest = log.read_text("utf-8", "replace").rpartition(STEP)
    return rest.partition("'")[0] if found else "loading"


def _keep(trained: Path, target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    trained.replace(target)
    for old in target.parent.glob("orderdesk-*.tar.gz"):
        if old != target:
            old.unlink(missing_ok=True)
    return target


def _files(root: Path, parts: Iterable[str]) -> list[Path]:
    found = [path for part in parts for path in [root / part, *(root / part).rglob("*")] if path.is_file()]
    return sorted(path for path in found if not _left_out(path.relative_to(root).as_posix()))


def _left_out(name: str) -> bool:
    return any(part in name for part in LEFT_OUT)
