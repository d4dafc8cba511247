"""Letters to buyers and sellers: the words are templates, one file a letter (how: templates/README.md)."""
