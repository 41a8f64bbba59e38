"""How people sign in: the rules that django-allauth asks us for."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse

from portal.kit.sealed import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; staff come in by password and second step, never by an emailed code."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse | None:
        """Turn away staff whose first step was not the password; None lets them on."""
        refused = super().pre_login(request, user, **kwargs)
        if refused:
            return refused
        methods = [record["method"] for record in get_authentication_records(request, user)]
        if getattr(user, "is_staff", False) and "password" not in methods:
            clear_authentication_records(request)
            messages.error(request, "Staff sign in with their password.")
            return HttpResponseRedirect(reverse("account_login"))
        return None


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted, and staff behind a second step."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff cannot drop the second step themselves; a manager resets it for them."""
        return not authenticator.user.is_staff
