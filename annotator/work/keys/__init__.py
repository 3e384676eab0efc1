"""The keys a person has chosen for the editor's commands."""
