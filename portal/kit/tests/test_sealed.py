"""Encryption at rest, and what happens without the right key."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from bookings.models import Draft
from conftest import NOW
from portal.kit import sealed

OLD, NEW = (f"{name}:{Fernet.generate_key().decode()}" for name in ("old", "new"))


def test_what_is_sealed_opens_again_and_cannot_be_read_in_the_table(db) -> None:
    draft = Draft.objects.create(
        key="k", answers={"medicines": ["canary"]}, created_at=NOW, touched_at=NOW
    )
    assert Draft.objects.get(pk=draft.pk).answers == {"medicines": ["canary"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM bookings_draft")
        assert b"canary" not in bytes(cursor.fetchone()[0])


def test_nothing_stays_nothing() -> None:
    field = sealed.SealedJSONField(null=True)
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None) is None


def test_the_first_key_writes_and_all_keys_read(settings) -> None:
    settings.FIELD_KEYS = [OLD]
    before = sealed.seal(b"plain")
    settings.FIELD_KEYS = [NEW, OLD]
    assert sealed.unseal(before) == b"plain"
    assert sealed.seal(b"plain").startswith(b"new:")


def test_h22_a_wrong_key_refuses_to_start(db, settings) -> None:
    settings.FIELD_KEYS = [OLD]
    sealed.prove_key()
    sealed.prove_key()
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(sealed.WrongKey, match="FIELD_KEYS does not hold the key"):
        sealed.prove_key()


def test_h22_the_right_name_with_a_wrong_key_refuses_too(db, settings) -> None:
    settings.FIELD_KEYS = [OLD]
    sealed.prove_key()
    settings.FIELD_KEYS = ["old:" + NEW.removeprefix("new:")]
    with pytest.raises(sealed.WrongKey):
        sealed.prove_key()


@pytest.mark.parametrize("keys", [[], ["no colon"], ["id:short"]])
def test_h22_no_key_or_no_real_key_is_said_in_a_sentence(settings, keys: list[str]) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        sealed.seal(b"plain")
