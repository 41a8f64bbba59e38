"""Encryption at rest for health answers: model fields and the keys they use.

FIELD_KEYS is a list of `id:key`, the key being 32 bytes in URL-safe base64 (a Fernet
key). The first one writes, all of them read. A stored value is `id:token`, so that a
key can be retired once `manage.py rotate_field_keys` has rewritten what it had sealed.
"""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from portal.kit.models import KeyProof

_PROOF = b"the key fits"


class WrongKey(ImproperlyConfigured):
    """No key in FIELD_KEYS opens a stored value."""


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> dict[str, Fernet]:
    try:
        pairs = [entry.split(":", 1) for entry in keys]
        ring = {name: Fernet(key) for name, key in pairs}
    except ValueError as error:
        raise ImproperlyConfigured(
            "FIELD_KEYS is a comma-separated list of id:key, each key made by"
            " `python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key())'`."
        ) from error
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS is empty: health answers cannot be stored.")
    return ring


def seal(plain: bytes) -> bytes:
    """Encrypt with the first key."""
    name, fernet = next(iter(_ring(tuple(settings.FIELD_KEYS)).items()))
    return name.encode() + b":" + fernet.encrypt(plain)


def unseal(stored: bytes | memoryview) -> bytes:
    """Decrypt; raises WrongKey rather than show garbage (hazard H22)."""
    name, _, token = bytes(stored).partition(b":")
    fernet = _ring(tuple(settings.FIELD_KEYS)).get(name.decode())
    try:
        if fernet:
            return fernet.decrypt(token)
    except InvalidToken:
        pass
    raise WrongKey("FIELD_KEYS does not hold the key that this database was written with.")


def prove_key() -> None:
    """Refuse to go on with a wrong key; on a new database, lay down the proof.

    Called before web, worker or a command serves anybody. Raises WrongKey.
    """
    proof, _ = KeyProof.objects.get_or_create(pk=1, defaults={"sealed": seal(_PROOF)})
    if unseal(proof.sealed) != _PROOF:
        raise WrongKey("FIELD_KEYS does not hold the key that this database was written with.")


class SealedJSONField(models.BinaryField):
    """Any JSON value, encrypted at rest. It cannot be searched; NULL stays NULL."""

    # For the type checker alone: what goes in and comes out is JSON, not bytes.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editable = False

    def get_default(self) -> Any:
        """The JSON value itself: BinaryField would make an empty text empty bytes."""
        return models.Field.get_default(self)

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else seal(json.dumps(value, sort_keys=True).encode())

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else json.loads(unseal(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(
            value if prepared else self.get_prep_value(value), connection, True
        )

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        return value
