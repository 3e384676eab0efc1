"""The text, and what all rooms share."""
