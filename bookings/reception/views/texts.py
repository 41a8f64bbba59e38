"""A message's text: read it at a real visit, send it to oneself, go back to an earlier one."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.messages import problems
from bookings.messages.preview import send_test
from bookings.reception import texts
from bookings.reception.page import page, staff
from portal.kit.mailview import as_a_mail_program

reader = permission_required("bookings.view_step", raise_exception=True)
editor = permission_required("bookings.change_step", raise_exception=True)


@reader
@require_http_methods(["GET", "POST"])
# The library's types know views without arguments only.
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """The whole email, at two widths and as text; a POST brings what is typed, unsaved."""
    if request.method == "POST":
        texts.keep_typed(request.session, texts.step(key), request.POST)
        return redirect(f"{request.path}?typed=1")
    shown = texts.shown(key, request.GET, request.session)
    context = {
        "title": f"Preview: {shown.step}",
        "shown": shown,
        "step": shown.step,
        "visits": texts.choices(shown.step),
        "problems": problems(shown.step),
    }
    return page(request, "reception/preview.html", context)


@reader
@require_GET
def preview_html(request: HttpRequest, key: int) -> HttpResponse:
    """The HTML part, for the frames of the preview."""
    words = texts.shown(key, request.GET, request.session).words
    if words is None:
        raise Http404("There is no such email to show.")
    return as_a_mail_program(words.html)


@editor
@require_POST
def test(request: HttpRequest, key: int) -> HttpResponse:
    """Send what is saved to the one who asks."""
    step = texts.step(key)
    visit = texts.visit_to_show(step, request.POST.get("visit", ""))
    to = str(getattr(staff(request), "email", ""))
    fault = (
        send_test(step, visit, to=to, confirmed="open" not in request.POST)
        if visit
        else "There is no visit yet to write about."
    )
    if fault:
        messages.error(request, fault)
    else:
        messages.success(request, f"The test is on its way to {to}.")
    return redirect("admin:step_preview", key=key)


@reader
@require_GET
def versions(request: HttpRequest, key: int) -> HttpResponse:
    """What each version changed, who wrote it, and how many emails left with it."""
    step = texts.step(key)
    context = {"title": f"Versions: {step}", "step": step, "versions": texts.versions(step)}
    return page(request, "reception/versions.html", context)


@editor
@require_POST
def take_back(request: HttpRequest, key: int, version: int) -> HttpResponse:
    """Make an earlier text the present one: a new version, to be signed again."""
    step = texts.take_back(texts.step(key), version)
    if found := problems(step):
        messages.error(request, f"This text is refused today: {' '.join(found)}")
    else:
        step.save()
        messages.success(request, "The earlier text is back. A clinician has to sign it again.")
    return redirect("admin:step_versions", key=key)
