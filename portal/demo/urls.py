"""The demo's own pages, in demo mode only."""

from django.urls import path

from portal.demo import views
from portal.demo.mail import mail_urls

app_name = "dev"
urlpatterns = [
    path("", views.index, name="index"),
    path("clock/hour/", views.move_clock, {"hours": 1}, name="hour"),
    path("clock/day/", views.move_clock, {"hours": 24}, name="day"),
    *mail_urls,
]
