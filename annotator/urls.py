"""Every room's pages under the root, every room's API under /api/v1/."""

from django.urls import include, path

from annotator.intake import urls as intake
from annotator.registry import urls as registry
from annotator.release import urls as release
from annotator.runtime.health import healthz
from annotator.scheme import urls as scheme
from annotator.work import urls as work
from articles import urls as articles

ROOMS = [articles, scheme, registry, work, intake, release]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *(path("", include(room.urlpatterns)) for room in ROOMS),
    *(path("api/v1/", include(getattr(room, "api_patterns", []))) for room in ROOMS),
]
