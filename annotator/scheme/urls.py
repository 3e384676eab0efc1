"""Pages and API of schemes."""

from django.urls import path

from annotator.scheme import api, views

urlpatterns = [
    path("projects/new/", views.new_project, name="new_project"),
]
api_patterns = [
    path("projects/", api.ProjectsView.as_view(), name="api-projects"),
    path("projects/<slug:slug>/scheme/", api.SchemeView.as_view(), name="api-scheme"),
]
