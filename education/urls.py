"""The articles' addresses."""

from django.urls import path

from education import views

app_name = "education"
urlpatterns = [
    path("", views.index, name="index"),
    path("evidence/", views.evidence, name="evidence"),
    path("glossary/", views.glossary, name="glossary"),
    path("feed/", views.feed, name="feed"),
    path("<slug:slug>/", views.article, name="article"),
]
