"""Addresses of the road to a visit, and of the visit's own page. None holds a health detail."""

from django.urls import path

from bookings.views import (
    check_in,
    feed,
    finish,
    no_needles,
    opening,
    questions,
    times,
    unsubscribe,
    visit,
    visit_move,
)

app_name = "bookings"

urlpatterns = [
    path("book/", opening.start, name="start"),
    path("book/service/", opening.service, name="service"),
    path("book/place/", opening.place, name="place"),
    path("book/screening/", questions.screening, name="screening_next"),
    path("book/screening/<slug:slug>/", questions.screening, name="screening"),
    path("book/result/", questions.result, name="result"),
    path("book/times/", times.times, name="times"),
    path("book/details/", finish.details, name="details"),
    path("book/details/longer/", finish.details_longer, name="details_longer"),
    path("book/check/", finish.check, name="check"),
    path("book/check/longer/", finish.check_longer, name="check_longer"),
    path("book/done/", finish.done, name="done"),
    path("book/leave/", opening.leave, name="leave"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("visit/l/<str:token>/", visit.link, name="link"),
    path("visit/stop/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("visit/<str:reference>/", visit.visit, name="visit"),
    path("visit/<str:reference>/move/", visit_move.move, name="visit_move"),
    path("visit/<str:reference>/cancel/", visit.cancel, name="visit_cancel"),
    path("visit/<str:reference>/no-needles/", no_needles.no_needles, name="visit_no_needles"),
    path("visit/<str:reference>/how-are-you/", check_in.check_in, name="check_in"),
    path("visit/<str:reference>/how-are-you/next/", check_in.next_step, name="check_in_next"),
    path("visit/<str:reference>/questions/", visit.questions, name="visit_questions"),
    path("visit/<str:reference>/visit.ics", visit.calendar, name="visit_calendar"),
]
