"""The pages and the API of what goes out."""

from django.urls import URLPattern, path

from annotator.release import doors

urlpatterns: list[URLPattern] = []
api_patterns = [
    path("projects/<slug:slug>/export/", doors.export, name="api-export"),
]
