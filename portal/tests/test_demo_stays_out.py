"""The demo writes only to what is empty or its own (hazard H16)."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from portal.demo.load import FOREIGN, carry_on
from portal.models import User

OURS = ("bookings", "education", "screening", "portal", "demo", "mfa")


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }


def test_h16_the_demo_stays_out_of_a_clinic_that_it_did_not_make(cast):
    before = rows()
    with pytest.raises(CommandError, match=re.escape(FOREIGN)):
        call_command("load_demo")
    assert rows() == before


def test_h16_one_user_is_enough_to_keep_the_demo_out(db):
    User.objects.create_user("owner@clinic.example")
    before = rows()
    with pytest.raises(CommandError, match=re.escape(FOREIGN)):
        call_command("load_demo")
    assert rows() == before


def test_h16_the_clock_of_another_database_moves_without_a_story(cast, now):
    before = rows()
    carry_on(now=now + dt.timedelta(days=1))
    assert rows() == before


def test_h16_the_demo_is_not_loaded_in_production(db, settings):
    settings.DEMO = False
    before = rows()
    with pytest.raises(CommandError, match="PORTAL_MODE=demo"):
        call_command("load_demo")
    assert rows() == before
