"""One assistant from `domain.yml` and `domain/<journey>.yml`.

Rasa's `--domain` takes one path, merges a folder in no fixed order and only warns about duplicates.
This importer reads both, in sorted order, and refuses a name that two places define.
"""

from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain, InvalidDomain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.utils.io import read_file, read_yaml

SECTIONS = (
    "intents",
    "entities",
    "slots",
    "forms",
    "responses",
    "actions",
    "e2e_actions",
    "session_config",
)
EVAL_FOLDER = "eval"


class DuplicateInDomain(InvalidDomain):
    """Two domain files define the same name."""


class JourneyImporter(RasaFileImporter):
    """Merges the shared domain with the journeys' domains; any other file it reads as Rasa does."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        """Same arguments as `RasaFileImporter`; lines kept for measuring are never training data."""
        super().__init__(config_file, domain_path, training_data_paths)
        self._nlu_files: list[str] = [f for f in self._nlu_files if Path(f).parent.name != EVAL_FOLDER]

    def get_domain(self) -> Domain:
        """The merged domain. Raises `InvalidDomain` instead of training half an assistant."""
        files = domain_files(self._domain_path)
        return Domain.from_dict(merge(files)) if files else Domain.empty()


def domain_files(domain_path: Any) -> list[Path]:
    """`domain.yml`, then `domain/*.yml` beside it in sorted order; a folder gives its own files."""
    if not domain_path:
        return []
    path = Path(domain_path)
    if path.is_dir():
        return sorted(path.rglob("*.yml"))
    return [path, *sorted(path.with_suffix("").rglob("*.yml"))]


def merge(files: list[Path]) -> dict[str, Any]:
    """One domain dictionary from `files`. Raises `DuplicateInDomain` naming the key and both files."""
    merged: dict[str, Any] = {}
    owners: dict[tuple[str, str], Path] = {}
    for file in files:
        Domain.from_file(str(file))  # checks the schema, and names the file in its error
        for section, content in read_yaml(read_file(str(file))).items():
            _claim(section, content, file, owners)
            merged[section] = _joined(merged.get(section), content)
    return merged


def _claim(section: str, content: Any, file: Path, owners: dict[tuple[str, str], Path]) -> None:
    if section not in SECTIONS:
        return
    for name in _names(section, content):
        first = owners.setdefault((section, name), file)
        if first is not file:
            raise DuplicateInDomain(f"'{name}' ({section}) is defined in both {first} and {file}.")


def _names(section: str, content: Any) -> list[str]:
    """What a section defines; `session_config` counts as one name, for it has one home."""
    if section == "session_config":
        return [section]
    return [next(iter(item)) if isinstance(item, dict) else item for item in content or []]


def _joined(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **new}
    if isinstance(old, list) and isinstance(new, list):
        return old + new
    return old if new is None else new
