"""The pages and the API of what goes out."""

from django.urls import URLPattern, path

from annotator.release import api, doors

urlpatterns: list[URLPattern] = []
api_patterns = [
    path("projects/<slug:slug>/export/", doors.export, name="api-export"),
    path("projects/<slug:slug>/spans/", api.SpanList.as_view(), name="api-spans"),
    path("projects/<slug:slug>/attributions/", api.AttributionList.as_view(), name="api-attributions"),
    path("projects/<slug:slug>/claims/", api.ClaimList.as_view(), name="api-claims"),
]
