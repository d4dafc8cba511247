"""The image holds what its commands load: told without building it, from what the Dockerfile copies."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import tomli
import yaml

from orderdesk.running.training import PARTS
from tests.contracts.domain import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").split()
MODULES = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["py-modules"]
#: Made by those who deploy or test, in the checkout: none of it may get into an image or a commit.
PRIVATE = ("deploy/secrets/mail_url", "deploy/tls/key.pem", "deploy/backups/one/orderdesk.dump")
CACHES = (".rasa/cache", "tests/plain/.rasa/cache", ".hypothesis/examples", ".mypy_cache/3.10")


def copied() -> list[str]:
    """What the COPY lines of the first stage take out of the checkout."""
    first = DOCKERFILE.split("\nFROM ")[1]
    return [word for line in re.findall(r"^COPY (.+)$", first, re.M) for word in line.split()[:-1]]


def dropped(path: str) -> bool:
    """Whether .dockerignore keeps it, or a folder that it is in, from the builder."""
    parts = path.split("/")
    heads = ["/" + "/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    patterns = [f"*/{one[3:]}" if one.startswith("**/") else f"/{one}" for one in IGNORED]
    return any(fnmatch(head, pattern) for head in heads for pattern in patterns)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the image would hold under /app."""
    folder = tmp_path_factory.mktemp("image")
    for name in copied():
        source = ROOT / name
        for path in source.rglob("*") if source.is_dir() else [source]:
            inner = path.relative_to(ROOT).as_posix()
            if path.is_file() and not dropped(inner):
                (folder / inner).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / inner)
    return folder


def own(name: str) -> bool:
    """Whether a module of this name is ours."""
    top = ROOT / name.split(".")[0]
    return top.with_suffix(".py").exists() or (top / "__init__.py").exists()


def imports(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, module of ours that it imports), anywhere in the file."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names.append(node.module or "")
            yield from ((path.relative_to(folder).as_posix(), name) for name in names if own(name))


def holds(folder: Path, module: str) -> bool:
    """Whether the module's file is in the folder."""
    path = folder.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("module", MODULES)
def test_single_modules_are_copied(module: str) -> None:
    """Each module that pyproject.toml names by itself is in a COPY line."""
    assert f"{module}.py" in copied()


def test_everything_that_is_imported_is_there(image: Path) -> None:
    """No module in the image imports one of ours that is left out of it."""
    found = list(imports(image))
    assert len(found) > 500
    assert [f"{file}: {module}" for file, module in found if not holds(image, module)] == []


def test_what_rasa_loads_by_name_is_there(image: Path) -> None:
    """What Rasa's files name (channels, stores, components, importer) and what is trained from are in the image."""
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        named = re.findall(
            r"\b[a-z_]+(?:\.\w+)*\.[A-Z]\w+", yaml.safe_dump(yaml.safe_load((image / name).read_text()))
        )
        for one in filter(own, named):
            assert holds(image, one.rpartition(".")[0]), one
    assert [part for part in PARTS if not (image / part).exists()] == []


@pytest.mark.parametrize("path", [*PRIVATE, *CACHES])
def test_nothing_private_gets_into_the_image(path: str) -> None:
    """Keys, backups and caches that lie in the checkout are not handed to the builder."""
    assert dropped(path)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a Git checkout")
@pytest.mark.parametrize("path", PRIVATE)
def test_nothing_private_gets_into_a_commit(path: str) -> None:
    """Keys and backups that compose.yaml tells people to make are unknown to Git."""
    asked = ["git", "check-ignore", "--quiet", "--no-index", path]
    assert subprocess.run(asked, cwd=ROOT, check=False).returncode == 0


def test_the_image_takes_nothing_that_is_kept_from_it() -> None:
    """No COPY line names what .dockerignore leaves out, and each source is there."""
    assert [name for name in copied() if dropped(name) or not (ROOT / name).exists()] == []
