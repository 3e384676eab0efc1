"""Secrets that whoever finds one can recognise: a name of ours in front, and a checksum at the end. Pure."""

import secrets
import string
import zlib

PREFIX = "ascribe_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM, CHECK = 43, 6  # characters; 62 ** 43 is more than 2 ** 256


def new_token() -> str:
    """A fresh token: `ascribe_`, 43 random letters and digits, 6 that follow from them."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return PREFIX + random + _checksum(random)


def is_mistyped(token: str) -> bool:
    """Whether it looks like one of our tokens and cannot be one. Tokens of earlier versions look different."""
    if not token.startswith(PREFIX):
        return False
    rest = token.removeprefix(PREFIX)
    return len(rest) != RANDOM + CHECK or _checksum(rest[:RANDOM]) != rest[RANDOM:]


def _checksum(random: str) -> str:
    """CRC-32 of the letters in base 62, so that scanners for leaked secrets need not ask us."""
    number, digits = zlib.crc32(random.encode()), ""
    for _ in range(CHECK):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
