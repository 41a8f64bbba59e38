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

from bookings.access import accounts, limits, my
from bookings.models import AccountMail
from portal.kit import clock
from portal.kit.sealed import seal, unseal

# Recovery codes stand in for one of these; alone they are no second step.
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; staff come in by password and second step, never by an emailed code.

    Patients come in by a code alone, and to their own pages.
    """

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

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """A patient's sign-in begins with nothing open, and lasts while it is used."""
        if accounts.is_a_patients(user):
            my.begin(request.session, now=clock.now())
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if accounts.is_a_patients(request.user):
            return reverse("bookings:my")
        return super().get_login_redirect_url(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As our own limits count it: behind our proxy everybody would be one address."""
        return limits.address_of(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the email down; the worker sends it within seconds.

        So the page takes as long for an address that nobody has: a row is written then
        too, and nothing leaves.
        """
        kind, what = AccountMail.Kind.SIGN_IN, None
        if template_prefix == "account/email/login_code":
            what = {"code": context["code"]}
        elif template_prefix != "account/email/unknown_account":
            mail = self.render_mail(template_prefix, email, context)
            kind, what = AccountMail.Kind.STAFF, {"subject": mail.subject, "text": str(mail.body)}
        # Nobody has a longer address, and the column takes no more.
        to = email[:254]
        AccountMail.objects.create(kind=kind, to=to, what=what, created_at=clock.now())


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted, and staff behind a second step."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep one second step at least; a manager resets the last one for them."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=SECOND_STEPS)
        return not authenticator.user.is_staff or others.exclude(pk=authenticator.pk).exists()
