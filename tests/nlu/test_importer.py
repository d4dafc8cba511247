"""The importer: one assistant from many domain files, and no silent loss."""

from pathlib import Path

import pytest
from rasa.shared.core.domain import InvalidDomain
from rasa.shared.importers.importer import TrainingDataImporter

from nlu.importer import JourneyImporter

SHARED = "intents: [greet]\nresponses:\n  utter_hi: [{text: hi}]\n"
CANCEL = "intents: [cancel_order]\nslots:\n  why: {type: text, mappings: [{type: custom}]}\n"
NLU = "nlu:\n- intent: greet\n  examples: |\n    - hi\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "domain").mkdir()
    (tmp_path / "data" / "eval").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text(SHARED)
    (tmp_path / "domain" / "cancel.yml").write_text(CANCEL)
    (tmp_path / "data" / "nlu.yml").write_text(NLU)
    (tmp_path / "config.yml").write_text("importers: [{name: nlu.importer.JourneyImporter}]\n")
    return tmp_path


def load(project: Path) -> TrainingDataImporter:
    paths = (
        str(project / "config.yml"),
        str(project / "domain.yml"),
        [str(project / "data")],
    )
    return TrainingDataImporter.load_from_config(*paths)


def test_the_config_of_the_project_names_this_importer():
    """`config.yml` leads Rasa to a class that can be imported (Rasa only warns when it cannot)."""
    importer = TrainingDataImporter.load_from_config("config.yml")
    inner = importer._importer if hasattr(importer, "_importer") else importer.importer
    while hasattr(inner, "_importer"):
        inner = inner._importer
    assert [type(i) for i in inner._importers] == [JourneyImporter]


def test_journey_files_join_the_shared_domain(project):
    """Intents, slots and responses of all files are in the assistant."""
    domain = load(project).get_domain()
    assert {"greet", "cancel_order"} <= set(domain.intents)
    assert "utter_hi" in domain.responses
    assert "why" in {slot.name for slot in domain.slots}


def test_order_of_names_does_not_depend_on_the_file_system(project):
    """Files merge in sorted order, so the same tree gives the same fingerprint."""
    (project / "domain" / "a.yml").write_text("actions: [action_a]\n")
    (project / "domain" / "z.yml").write_text("actions: [action_z]\n")
    first, second = load(project).get_domain(), load(project).get_domain()
    assert first.fingerprint() == second.fingerprint()
    assert [a for a in first.user_actions if a in ("action_a", "action_z")] == [
        "action_a",
        "action_z",
    ]


DUPLICATES = {
    "intent": "intents: [greet]",
    "intent with settings": "intents: [{greet: {use_entities: []}}]",
    "response": "responses:\n  utter_hi: [{text: hello}]",
    "slot": "slots:\n  why: {type: text, mappings: [{type: custom}]}",
    "action": "actions: [action_b]",
    "form": "forms:\n  f: {required_slots: [why]}",
    "session": "session_config: {session_expiration_time: 5}",
}


@pytest.mark.parametrize("text", DUPLICATES.values(), ids=DUPLICATES)
def test_a_name_in_two_files_is_refused(project, text):
    """No name is defined twice: the import stops instead of one file silently winning."""
    (project / "domain" / "b.yml").write_text(
        "actions: [action_b]\nforms:\n  f: {required_slots: []}\nsession_config: {session_expiration_time: 9}\n"
    )
    (project / "domain" / "dup.yml").write_text(text + "\n")
    with pytest.raises(InvalidDomain, match="is defined in both"):
        load(project).get_domain()


def test_a_broken_file_stops_the_import(project):
    """A domain that cannot be read is an error, not an empty domain with a warning."""
    (project / "domain" / "bad.yml").write_text("intents: {a: 1}\nnonsense: [\n")
    with pytest.raises(Exception, match=r"bad\.yml"):
        load(project).get_domain()


def test_lines_kept_for_measuring_are_not_trained_on(project):
    """Files under `eval/` never reach the training data, whatever their form."""
    (project / "data" / "eval" / "heldout.yml").write_text(NLU.replace("- hi", "- held out"))
    assert [m.get("text") for m in load(project).get_nlu_data().intent_examples] == ["hi"]
