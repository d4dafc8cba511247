"""What is allowed: pure functions from (case, ask, terms, now) to a Decision. No clock, no I/O, no text."""
