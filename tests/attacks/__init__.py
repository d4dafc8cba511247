"""Attacks on the real parts: `make attacks` runs them at length, the tests here in short."""
