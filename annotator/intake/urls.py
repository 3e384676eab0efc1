"""Where uploads are."""

from django.urls import path

from annotator.intake import api, views
from annotator.intake.receiving import api as receiving_api
from annotator.intake.receiving import views as receiving
from annotator.intake.revisions import api as revisions_api
from annotator.intake.revisions import views as revisions
from annotator.intake.undoing.views import undo

UPLOADS = "projects/<slug:slug>/uploads/"
ONE_UPLOAD = f"{UPLOADS}<int:upload_id>/"
ONE_ITEM = f"{ONE_UPLOAD}items/<int:item_id>/"

urlpatterns = [
    path(UPLOADS, views.uploads, name="uploads"),
    path(f"{UPLOADS}new/", views.new_upload, name="new_upload"),
    path(f"{UPLOADS}addition/", views.add_all_ready, name="add_all_ready"),
    path(ONE_UPLOAD, views.upload, name="upload"),
    path(f"{ONE_UPLOAD}addition/", views.add_all, name="upload_addition"),
    path(f"{ONE_UPLOAD}undoing/", undo, name="upload_undoing"),
    path(f"{ONE_UPLOAD}reading/", receiving.read_again, name="upload_reading"),
    path(f"{ONE_UPLOAD}mapping/", receiving.mapping, name="upload_mapping"),
    path(f"{ONE_UPLOAD}report.csv", receiving.report, name="upload_report"),
    path(f"{ONE_UPLOAD}original/", views.original, name="upload_original"),
    path(ONE_ITEM, views.item, name="upload_item"),
    path(f"{ONE_ITEM}omission/", views.leave_out, name="upload_item_omission"),
    path("projects/<slug:slug>/articles/<int:article_id>/revision/", revisions.revision, name="article-revision"),
    path("projects/<slug:slug>/sets/<int:set_id>/doubts/", revisions.doubts, name="doubts"),
    path("projects/<slug:slug>/sets/<int:set_id>/doubts/<int:doubt_id>/", revisions.settle, name="doubt"),
]
api_patterns = [
    path("articles/<int:article_id>/revisions/", revisions_api.RevisionsView.as_view(), name="api-revisions"),
    path("sets/<int:set_id>/doubts/", revisions_api.DoubtsView.as_view(), name="api-doubts"),
    path("doubts/<int:doubt_id>/", revisions_api.DoubtView.as_view(), name="api-doubt"),
    path("projects/<slug:slug>/uploads/", api.UploadsView.as_view(), name="api-uploads"),
    path("uploads/<int:upload_id>/acceptance/", receiving_api.AcceptanceView.as_view(), name="api-upload-acceptance"),
    path("uploads/<int:upload_id>/reading/", receiving_api.ReadingView.as_view(), name="api-upload-reading"),
    path("uploads/<int:upload_id>/mapping/", receiving_api.MappingView.as_view(), name="api-upload-mapping"),
    path("uploads/<int:upload_id>/items/<int:item_id>/", receiving_api.ItemView.as_view(), name="api-upload-item"),
    path("uploads/<int:upload_id>/", api.UploadView.as_view(), name="api-upload"),
]
