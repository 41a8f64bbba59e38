"""How full the hours were, who did not come, how soon reviews are decided."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bookings.reception.page import page
from bookings.reception.reports.charts import drawn
from bookings.reception.reports.figures import absence, turnaround, utilisation
from bookings.reception.reports.period import asked_for, presets
from bookings.reception.reports.sheets import SHEETS, written
from portal.kit import clock

reader = permission_required("bookings.see_reports", raise_exception=True)


@reader
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Pictures and tables of the period that the address asks for."""
    today = timezone.localdate(clock.now())
    form = asked_for(request.GET, today)
    period = form.period()
    place = period.location if period else None
    context = {"title": "Reports", "form": form, "period": period, "presets": presets(today, place)}
    if period:
        use, gone, turned = utilisation(period), absence(period), turnaround(period)
        context |= {"use": use, "gone": gone, "turned": turned}
        context["charts"] = drawn(use, gone, turned)
    return page(request, "reception/reports.html", context)


@reader
@require_GET
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """One report as a file for a spreadsheet."""
    period = asked_for(request.GET, timezone.localdate(clock.now())).period()
    if name not in SHEETS or period is None:
        raise Http404("There is no such report.")
    answer = HttpResponse(written(SHEETS[name](period)), content_type="text/csv; charset=utf-8")
    file = f"{name}-{period.first}-{period.last}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer
