"""Rasa actions, one module a journey: slots and entities in, a service called, responses named.

Keep this package flat."""
