class Trouble(Exception):
    """Something the person at the terminal can mend; the message is one sentence that says how."""
