from django.urls import include, path

from annotator.runtime.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("articles.urls")),
    path("", include("annotator.scheme.urls")),
]
