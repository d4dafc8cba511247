"""The widget against the real thing: gateway, Rasa, action server and worker as programs, over the demo shop."""
