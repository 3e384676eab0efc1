"""Pages of schemes."""

from django.urls import path

from annotator.scheme import views

urlpatterns = [
    path("projects/new/", views.new_project, name="new_project"),
]
