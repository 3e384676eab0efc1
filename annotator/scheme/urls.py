"""Pages and API of schemes."""

from django.urls import path

from annotator.scheme import api, views

urlpatterns = [
    path("projects/new/", views.new_project, name="new_project"),
    path("projects/<slug:slug>/scheme/", views.scheme, name="scheme"),
    path("projects/<slug:slug>/scheme/draft/", views.draft, name="scheme_draft"),
    path("projects/<slug:slug>/scheme/draft/publication/", views.publication, name="scheme_publication"),
    path("projects/<slug:slug>/scheme/draft/discarding/", views.discarding, name="scheme_discarding"),
]
api_patterns = [
    path("projects/", api.ProjectsView.as_view(), name="api-projects"),
    path("projects/<slug:slug>/scheme/", api.SchemeView.as_view(), name="api-scheme"),
]
