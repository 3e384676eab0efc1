"""Releases: a dataset frozen to be cited, built once by a worker, and only ever withdrawn."""
