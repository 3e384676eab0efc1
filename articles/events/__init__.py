"""Who did what in a project, apart from tagging: writing it down, and reading it as a manager."""
