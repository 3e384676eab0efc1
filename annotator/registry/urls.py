"""Pages and API of actors and topics."""

from django.urls import URLPattern, path

from annotator.registry import api

urlpatterns: list[URLPattern] = []
api_patterns = [
    path("projects/<slug:slug>/actors/", api.ActorsView.as_view(), name="api-actors"),
    path("projects/<slug:slug>/actors/<uuid:uuid>/", api.ActorView.as_view(), name="api-actor"),
    path("projects/<slug:slug>/topics/", api.TopicsView.as_view(), name="api-topics"),
    path("projects/<slug:slug>/topics/<uuid:uuid>/", api.TopicView.as_view(), name="api-topic"),
]
