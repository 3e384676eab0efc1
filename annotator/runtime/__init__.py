"""What keeps the program standing: its own PostgreSQL, the broker on it, the supervisor, health and backups.

Imported by nobody but the shell and the management commands.
"""
