"""Real turns that are worth a label: which they are, and what of them may be shown."""
