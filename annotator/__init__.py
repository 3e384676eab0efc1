"""The judgement, and the Django project package."""
