"""The door: the only program that the outside reaches. Rasa and the action server stay private behind it."""
