"""The stock project's actions."""
