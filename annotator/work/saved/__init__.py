"""Filters of the library that somebody keeps under a name."""
