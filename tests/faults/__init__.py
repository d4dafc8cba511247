"""What happens when things break: real programs killed, frozen and starved, and a checker that compares histories."""
