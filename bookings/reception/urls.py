"""Reception's pages inside the admin: (route, view, name); the admin site guards each."""

from collections.abc import Callable

from django.http.response import HttpResponseBase

from bookings.reception.views import (
    holidays,
    lists,
    mailroom,
    move,
    my_calendar,
    paper,
    patient,
    phone,
    publishing,
    reviews,
    screening,
    symptoms,
    texts,
    visit,
    why,
)

View = Callable[..., HttpResponseBase]

pages: list[tuple[str, View, str]] = [
    ("visits/<str:reference>/check-in/", visit.check_in, "visit_check_in"),
    ("visits/<str:reference>/no-show/", visit.no_show, "visit_no_show"),
    ("visits/<str:reference>/complete/", visit.complete, "visit_complete"),
    ("visits/<str:reference>/cancel/", visit.cancel, "visit_cancel"),
    ("visits/<str:reference>/move/", move.move, "visit_move"),
    ("visits/<str:reference>/move/to/", move.move_to, "visit_move_to"),
    ("visits/<str:reference>/move/past/", move.move_past, "visit_move_past"),
    ("visits/<str:reference>/correct/", visit.correct, "visit_correct"),
    ("visits/<str:reference>/screening/", screening.of_visit, "visit_screening"),
    ("visits/<str:reference>/ask/", screening.ask, "visit_ask"),
    ("visits/<str:reference>/aftercare/", paper.aftercare, "visit_aftercare"),
    ("visits/<str:reference>/how-it-went/", screening.how_it_went, "visit_how_it_went"),
    ("patients/<str:reference>/clear/", patient.clear, "patient_clear"),
    ("messages/", mailroom.overview, "messages"),
    ("messages/skip-all/", mailroom.skip_all, "messages_skip_all"),
    ("messages/<int:key>/resend/", mailroom.resend, "message_resend"),
    ("messages/<int:key>/skip/", mailroom.skip, "message_skip"),
    ("my-calendar/", my_calendar.my_calendar, "my_calendar"),
    ("my-calendar/stop/", my_calendar.stop, "my_calendar_stop"),
    ("phone/", phone.phone, "phone"),
    ("phone/look/", phone.look, "phone_look"),
    ("phone/book/", phone.book, "phone_book"),
    ("phone/book/past/", phone.book_past, "phone_book_past"),
    ("why/", why.why, "why"),
    ("symptoms/", symptoms.symptoms, "symptoms"),
    ("reviews/", reviews.reviews, "reviews"),
    ("reviews/<str:reference>/", reviews.decide, "review_decide"),
    ("reviews/<str:reference>/take/", reviews.take, "review_take"),
    ("reviews/<str:reference>/hand-on/", reviews.hand_on, "review_hand_on"),
    ("questionnaires/<int:key>/publish/", publishing.publish, "questionnaire_publish"),
    ("tasks/", lists.tasks, "tasks"),
    ("tasks/<int:key>/look-again/", reviews.look_again, "task_look_again"),
    ("tasks/<int:key>/answers/", screening.of_task, "task_answers"),
    ("tasks/<int:key>/done/", lists.task_done, "task_done"),
    ("unresolved/", lists.unresolved, "unresolved"),
    ("steps/<int:key>/preview/", texts.preview, "step_preview"),
    ("steps/<int:key>/preview/html/", texts.preview_html, "step_preview_html"),
    ("steps/<int:key>/test/", texts.test, "step_test"),
    ("steps/<int:key>/versions/", texts.versions, "step_versions"),
    ("steps/<int:key>/versions/<int:version>/", texts.take_back, "step_take_back"),
    ("locations/<slug:place>/holidays/", holidays.location_holidays, "location_holidays"),
]
