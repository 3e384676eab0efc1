"""Where uploads are."""

from django.urls import URLPattern, path

from annotator.intake import api

urlpatterns: list[URLPattern] = []
api_patterns = [
    path("projects/<slug:slug>/uploads/", api.UploadsView.as_view(), name="api-uploads"),
    path("uploads/<int:upload_id>/", api.UploadView.as_view(), name="api-upload"),
]
