"""Every address of the site. Default deny: a view that anyone may open says so itself."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("services/", views.services, name="services"),
    path("practitioners/", views.practitioners, name="practitioners"),
    path("locations/", views.locations, name="locations"),
    path("practitioners/<slug:slug>/", views.practitioner, name="practitioner"),
    path("locations/<slug:slug>/", views.location, name="location"),
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact_sent"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("alarmz", views.alarmz, name="alarmz"),
    path("education/search/", views.search, name="search"),
    path("education/", include("education.urls")),
    path("", include("bookings.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns += [path("dev/", include("portal.demo.urls"))]

handler400 = "portal.views.bad_request"
handler500 = "portal.views.server_error"
