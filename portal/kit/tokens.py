"""Random references and link tokens."""

import hashlib
import secrets

# No 0/O, 1/I/L or vowels: read out over the phone, and never a word.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def reference() -> str:
    """A public reference of 8 characters (28^8, about 38 bits): names a thing, opens nothing."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def token() -> str:
    """A secret of 256 bits for a link in an email."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What the database keeps of a token: its SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
