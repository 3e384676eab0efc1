"""The pages and the API of the readings."""

from django.urls import path

from annotator.work import doors, editor

urlpatterns = [
    path("projects/<slug:slug>/sets/<int:set_id>/", editor.editor, name="set"),
]
api_patterns = [
    path("sets/<int:set_id>/changes/", doors.changes, name="api-changes"),
    path("sets/<int:set_id>/submission/", doors.submission, name="api-submission"),
]
