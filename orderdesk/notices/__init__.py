"""Letters to buyers: the words are templates, one file a letter (how: templates/README.md)."""
