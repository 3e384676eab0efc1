"""What a spreadsheet would run when a table is opened in it. Pure."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell that begins with it may make it do; full-width signs are read as plain ones in East Asia."""


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what would run."""
    return f"'{cell}" if cell.startswith(RUNS) else cell
