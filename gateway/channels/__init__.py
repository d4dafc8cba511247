"""Messaging platforms, a file each."""
