"""Our Rasa components: importer, entities, sentence encoder, classifier, guard."""
