"""Another email address for a record: a code goes there first (hazard H09)."""

import datetime as dt

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bookings.access import limits, new_address
from bookings.access.my import Mine
from bookings.forms.my import AddressForm, CodeForm
from bookings.views.my import mine
from bookings.views.road import sent, too_many


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def address(request: HttpRequest, found: Mine, now: dt.datetime) -> HttpResponse:
    """Ask for the new address, and send a code there; nothing is changed yet."""
    if not found.own:
        return redirect("bookings:my")
    form = AddressForm(sent(request), people=found.own_people)
    if form.is_valid():
        who = f"user {found.user.pk}"
        if not limits.allows(request, limits.NEW_ADDRESS, now=now, subject=who):
            return too_many(request)
        email = form.cleaned_data["email"]
        new_address.ask(request.session, form.cleaned_data["who"], email, now=now)
        return redirect("bookings:my_address_code")
    return render(request, "bookings/my_address.html", {"form": form, "mine": found})


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def code(request: HttpRequest, found: Mine, now: dt.datetime) -> HttpResponse:
    """The code from the new mailbox moves the record; then everybody signs in anew."""
    email = new_address.asked(request.session)
    if not email:
        return redirect("bookings:my_address")
    form = CodeForm(sent(request))
    if form.is_valid():
        try:
            if new_address.confirm(request.session, found, form.cleaned_data["code"], now=now):
                logout(request)
                return render(request, "bookings/my_address_moved.html", {"email": email})
        except new_address.Over:
            return render(request, "bookings/my_address_over.html", status=410)
        form.add_error("code", "This is not the code that we sent. Check each figure.")
    return render(request, "bookings/my_address_code.html", {"form": form, "email": email})
