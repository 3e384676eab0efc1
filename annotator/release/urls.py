"""The pages and the API of what goes out, and what the API says about itself."""

from django.urls import path

from annotator.release import about, api, doors, projects, views
from annotator.release.files import doors as files
from annotator.release.files import links_api, links_views
from annotator.release.frozen import urls as frozen
from annotator.release.prepared import api as prepared
from annotator.release.prepared import views as prepared_views

urlpatterns = [
    path("", projects.projects, name="projects"),
    *frozen.urlpatterns,
    path("projects/<slug:slug>/data/", views.data, name="data"),
    path("projects/<slug:slug>/data/exports/", prepared_views.preparation, name="prepared_exports"),
    path(
        "projects/<slug:slug>/data/exports/<int:export_id>/removal/",
        prepared_views.removal,
        name="prepared_export_removal",
    ),
    path("projects/<slug:slug>/releases/<int:number>/links/", links_views.links, name="release_links"),
    path(
        "projects/<slug:slug>/releases/<int:number>/links/<int:link_id>/revocation/",
        links_views.revocation,
        name="release_link_revocation",
    ),
    path("d/<str:signature>/<int:number>/<path:name>", files.linked_file, name="linked-file"),
]
api_patterns = [
    *frozen.api_patterns,
    path("", about.Root.as_view(), name="api-root"),
    path("schema/", about.Schema.as_view(), name="api-schema"),
    path("docs/", about.docs, name="api-docs"),
    path("errors/", about.errors, name="api-errors"),
    path("errors/<slug:code>/", about.error, name="api-error"),
    path("projects/<slug:slug>/export/", doors.export, name="api-export"),
    path("projects/<slug:slug>/releases/<int:number>/files/<path:name>", files.release_file, name="api-release-file"),
    path(
        "projects/<slug:slug>/releases/<int:number>/links/",
        links_api.ReleaseLinksView.as_view(),
        name="api-release-links",
    ),
    path(
        "projects/<slug:slug>/releases/<int:number>/links/<int:link_id>/",
        links_api.ReleaseLinkView.as_view(),
        name="api-release-link",
    ),
    path("projects/<slug:slug>/exports/", prepared.PreparedExportList.as_view(), name="api-prepared-exports"),
    path(
        "projects/<slug:slug>/exports/<int:export_id>/",
        prepared.PreparedExportView.as_view(),
        name="api-prepared-export",
    ),
    path(
        "projects/<slug:slug>/exports/<int:export_id>/files/<str:name>",
        prepared.prepared_file,
        name="api-prepared-file",
    ),
    path("projects/<slug:slug>/spans/", api.SpanList.as_view(), name="api-spans"),
    path("projects/<slug:slug>/attributions/", api.AttributionList.as_view(), name="api-attributions"),
    path("projects/<slug:slug>/claims/", api.ClaimList.as_view(), name="api-claims"),
]
