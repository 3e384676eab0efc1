"""What the first bytes of a file say it is, where its ending does not. Pure."""


def parquet(head: bytes) -> bool:
    return head.startswith(b"PAR1")


def archive(head: bytes) -> bool:
    """A ZIP, also one without anything in it."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
