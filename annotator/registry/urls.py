"""Pages and API of actors and topics."""

from django.urls import path

from annotator.registry import api, topic_views, views

ACTOR = "projects/<slug:slug>/actors/<uuid:uuid>/"
TOPIC = "projects/<slug:slug>/topics/<uuid:uuid>/"

urlpatterns = [
    path("projects/<slug:slug>/actors/", views.actors, name="actors"),
    path("projects/<slug:slug>/actors/new/", views.new_actor, name="new_actor"),
    path(ACTOR, views.actor, name="actor"),
    path(f"{ACTOR}aliases/", views.alias, name="actor_alias"),
    path(f"{ACTOR}aliases/<int:alias_id>/removal/", views.alias_removal, name="alias_removal"),
    path(f"{ACTOR}affiliations/", views.affiliation, name="actor_affiliation"),
    path(f"{ACTOR}affiliations/<int:affiliation_id>/removal/", views.affiliation_removal, name="affiliation_removal"),
    path(f"{ACTOR}merge/", views.merge_actor, name="merge_actor"),
    path("projects/<slug:slug>/topics/", topic_views.topics, name="topics"),
    path("projects/<slug:slug>/topics/new/", topic_views.new_topic, name="new_topic"),
    path(TOPIC, topic_views.topic, name="topic"),
    path(f"{TOPIC}merge/", topic_views.merge_topic, name="merge_topic"),
]
api_patterns = [
    path("projects/<slug:slug>/actors/", api.ActorsView.as_view(), name="api-actors"),
    path(ACTOR, api.ActorView.as_view(), name="api-actor"),
    path("projects/<slug:slug>/topics/", api.TopicsView.as_view(), name="api-topics"),
    path(TOPIC, api.TopicView.as_view(), name="api-topic"),
]
