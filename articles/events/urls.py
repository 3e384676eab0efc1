"""The page and the API of the log."""

from django.urls import path

from articles.events import api, views

urlpatterns = [
    path("projects/<slug:slug>/log/", views.log, name="log"),
    path("projects/<slug:slug>/log/file/", views.log_file, name="log-file"),
]
api_patterns = [path("projects/<slug:slug>/log/", api.LogView.as_view(), name="api-log")]
