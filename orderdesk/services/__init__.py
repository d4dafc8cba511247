"""What the desk does, one verb a function: load -> decide -> act -> record. The only callers of the store."""
