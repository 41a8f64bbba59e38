"""The other worklists: tasks, and past visits that nobody has closed."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bookings.reception import queries
from bookings.reception.forms import DoneForm
from bookings.reception.house import house_of
from bookings.reception.page import back, page, staff
from bookings.reception.queues import TASK_LISTS
from bookings.reception.rows import lines as visit_lines
from bookings.reception.tasks import lines
from bookings.reception.today import viewer
from bookings.reception.views.visit import desk
from portal.kit import clock


@permission_required("bookings.view_task", raise_exception=True)
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks, the most urgent first; `list` in the address narrows them."""
    now, which = clock.now(), request.GET.get("list", "")
    found = queries.tasks_open(request.user).of_list(which)
    title, here = TASK_LISTS.get(which, "Tasks"), request.get_full_path()
    context = {"title": title, "lines": lines(found, now), "next": here}
    return page(request, "reception/tasks.html", context)


@permission_required("bookings.change_task", raise_exception=True)
@require_POST
def task_done(request: HttpRequest, key: int) -> HttpResponse:
    """Close a task with what came of it; what was typed comes back with an error."""
    now, form = clock.now(), DoneForm(request.POST, prefix=str(key))
    open_tasks = queries.tasks_open(request.user)
    if not form.is_valid():
        found, here = lines(open_tasks, now, {key: form}), request.POST.get("next", "")
        context = {"title": "Tasks", "form": form, "lines": found, "next": here}
        return page(request, "reception/tasks.html", context)
    outcome = form.cleaned_data["outcome"]
    if open_tasks.filter(pk=key).finish(now=now, by=staff(request), outcome=outcome):
        messages.success(request, "Done. The task is off the list.")
    else:
        messages.warning(request, "Somebody else has already done this task.")
    return back(request, otherwise=reverse("admin:tasks"))


@desk
@require_GET
def unresolved(request: HttpRequest) -> HttpResponse:
    """Past visits without an outcome (hazard H06); nothing is closed by itself."""
    now, seen_by = clock.now(), viewer(request.user, house_of(request))
    found = visit_lines(queries.visits_unresolved(now), now, seen_by)
    context = {"title": "Visits to close", "lines": found, "next": reverse("admin:unresolved")}
    return page(request, "reception/unresolved.html", context)
