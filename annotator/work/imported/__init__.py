"""Readings that others made elsewhere: matched to the registry, judged like every edit, and stored many at once."""
