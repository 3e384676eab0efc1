"""The pages and the API of the readings."""

from django.urls import path

from annotator.work import api, article_pages, doors, editor, library_pages, views
from annotator.work.comments import api as comments_api
from annotator.work.comments import views as comments
from annotator.work.handling import api as handling
from annotator.work.keys import api as keys_api
from annotator.work.saved import api as saved_api
from annotator.work.saved import views as saved

ONE_ARTICLE = "projects/<slug:slug>/articles/<int:article_id>/"
ONE_SET = "projects/<slug:slug>/sets/<int:set_id>/"

urlpatterns = [
    path("inbox/", comments.inbox, name="inbox"),
    path("projects/<slug:slug>/", views.overview, name="project"),
    path("projects/<slug:slug>/queue/", views.my_queue, name="queue"),
    path("projects/<slug:slug>/queue/next/", views.next_article, name="next-article"),
    path("projects/<slug:slug>/progress/", views.how_far, name="progress"),
    path("projects/<slug:slug>/articles/", library_pages.articles, name="articles"),
    path("projects/<slug:slug>/filters/", saved.filters, name="filters"),
    path("projects/<slug:slug>/filters/<int:filter_id>/", saved.change_filter, name="filter"),
    path(ONE_ARTICLE, article_pages.article, name="article"),
    path(f"{ONE_ARTICLE}describe/", article_pages.describe, name="article-describe"),
    path(f"{ONE_ARTICLE}original/", library_pages.original, name="article-original"),
    path(f"{ONE_ARTICLE}open/", library_pages.open_article, name="article-open"),
    path(f"{ONE_ARTICLE}change/", library_pages.change_article, name="article-change"),
    *(
        path(f"{ONE_SET}{verb}/", views.change_set, {"verb": verb}, name=f"set-{verb}")
        for verb in ("lock", "unlock", "reopen", "unassign")
    ),
    path(ONE_SET, editor.editor, name="set"),
]
api_patterns = [
    path("me/keys/", keys_api.KeysView.as_view(), name="api-my-keys"),
    path("projects/<slug:slug>/articles/", api.ArticlesView.as_view(), name="api-articles"),
    path("projects/<slug:slug>/filters/", saved_api.FiltersView.as_view(), name="api-filters"),
    path("projects/<slug:slug>/filters/<int:filter_id>/", saved_api.FilterView.as_view(), name="api-filter"),
    path("projects/<slug:slug>/articles/batch/", handling.BatchView.as_view(), name="api-articles-batch"),
    path("projects/<slug:slug>/sets/", handling.SetsView.as_view(), name="api-sets"),
    path("articles/<int:article_id>/", api.ArticleView.as_view(), name="api-article"),
    path("articles/<int:article_id>/sets/", api.ArticleSetsView.as_view(), name="api-article-sets"),
    path("sets/<int:set_id>/", api.SetView.as_view(), name="api-set"),
    path("sets/<int:set_id>/lock/", handling.LockView.as_view(), name="api-set-lock"),
    path("sets/<int:set_id>/assignment/", handling.AssignmentView.as_view(), name="api-set-assignment"),
    path("sets/<int:set_id>/changes/", doors.changes, name="api-changes"),
    path("sets/<int:set_id>/submission/", doors.submission, name="api-submission"),
    path("sets/<int:set_id>/comments/", comments_api.CommentsView.as_view(), name="api-comments"),
    path("sets/<int:set_id>/comments/seen/", comments_api.CommentsSeenView.as_view(), name="api-comments-seen"),
    path("sets/<int:set_id>/readers/", comments_api.ReadersView.as_view(), name="api-readers"),
    path("comments/<int:comment_id>/", comments_api.CommentView.as_view(), name="api-comment"),
]
