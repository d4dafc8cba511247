"""The commands of `orderdesk …`, one module a subject."""
