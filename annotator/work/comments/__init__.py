"""Remarks on readings: written in the editor, answered, resolved, and told to those they concern."""
