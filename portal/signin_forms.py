"""The forms of the sign-in that ask more, or say it otherwise, than the library's own."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from bookings.access import accounts, limits
from portal.kit import clock


class AskCodeForm(RequestLoginCodeForm):
    """A code for any address: what follows is the same, whoever the clinic knows (hazard H10)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label="Your email address",
            max_length=254,
            help_text="The one to which we write about your visits.",
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={
                "required": "Enter your email address.",
                "invalid": "Enter an email address in full, such as name@example.com.",
                "max_length": "This email address is too long. Check it.",
            },
        )

    def clean_email(self) -> str:
        """Find or make who may come in; nobody for a stranger, and nobody for staff."""
        email, now = str(self.cleaned_data["email"]), clock.now()
        if not limits.allows(context.request, limits.CODE, now=now, subject=email.lower()):
            raise forms.ValidationError(
                "Many codes were asked for in the last hour. Wait an hour, or ring us."
            )
        self._user = accounts.user_for(email, now=now)
        return email


class LoginCodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label="Code from our email",
            max_length=20,
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
            error_messages={"required": "Enter the code from our email."},
        )

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except forms.ValidationError as error:
            raise forms.ValidationError(
                "This is not the code that we sent to this page. Check each figure."
            ) from error


class StaffPasswordForm(ResetPasswordForm):
    """A link for a new password; a patient's account has no password, and gets none."""

    users: list[Any]

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if user.is_staff]
        return email


class AddPasskeyForm(AddWebAuthnForm):
    """A second step beside the password; it never replaces it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = "A name for this passkey"
        self.fields["name"].help_text = "Such as “my phone” or “front desk key”."
