"""A reader over the real lexicon, with a fixed day."""

from datetime import date

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from nlu.entities import EntityReader
from nlu.reasons import reason_phrases

TUESDAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def reader() -> EntityReader:
    phrases = reason_phrases(load_data("data/nlu/lexicon.yml").lookup_tables)
    return EntityReader("en", phrases, clock=lambda: TUESDAY)


@pytest.fixture
def facts(reader):
    """`facts(text, entity)`: the values found for that entity, in order."""
    return lambda text, entity: [span.value for span in reader.read(text) if span.entity == entity]
