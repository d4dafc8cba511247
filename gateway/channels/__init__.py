"""Messaging platforms: each one a small class that reads what comes in and brings what goes out."""
