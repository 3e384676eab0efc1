"""Where releases are."""

from django.urls import path

from annotator.release.frozen import api, views

RELEASES = "projects/<slug:slug>/releases/"
ONE = f"{RELEASES}<int:number>/"

urlpatterns = [
    path(RELEASES, views.releases, name="releases"),
    path(f"{RELEASES}new/", views.new_release, name="new_release"),
    path(f"{RELEASES}counts/", views.counts, name="release_counts"),
    path(ONE, views.release, name="release"),
    path(f"{ONE}withdrawal/", views.withdraw, name="release_withdrawal"),
    path(f"{ONE}link/", views.link, name="release_link"),
    path(f"{ONE}building/", views.building, name="release_building"),
]
api_patterns = [
    path(RELEASES, api.ReleasesView.as_view(), name="api-releases"),
    path(ONE, api.ReleaseView.as_view(), name="api-release"),
    path(f"{ONE}comparison/<int:other>/", api.ReleaseComparisonView.as_view(), name="api-release-comparison"),
]
