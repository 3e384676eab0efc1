"""The state of one reading as JSON: what the API tells and the editor starts from. Reads only."""

from typing import Any

from django.urls import reverse

from annotator.scheme.models import Field, Scheme
from annotator.work.comments.reading import open_places
from annotator.work.keys.reading import keys_of
from annotator.work.models import AnnotationSet
from annotator.work.reading import may_write, names, records
from articles.access import Can, may
from articles.models import Membership, User

Json = dict[str, Any]


def state_of(annotation_set: AnnotationSet, user: User) -> Json:
    """The whole reading: spans by position, attributions, the actors and topics they name, the scheme, the rights.

    Expects `article`, `project` and `scheme` to be selected with the set. Offsets are code points.
    """
    spans, attributions = records(annotation_set.pk)
    actors, topics = names(annotation_set.pk)
    article = annotation_set.article
    return {
        "id": annotation_set.pk,
        "kind": annotation_set.kind,
        "status": annotation_set.status,
        "annotator": _code(annotation_set, annotation_set.owner_id),
        "revision": annotation_set.revision,
        "started_at": annotation_set.started_at,
        "submitted_at": annotation_set.submitted_at,
        "locked_at": annotation_set.locked_at,
        "article": {
            "id": article.pk,
            "title": article.title,
            "language": article.language,
            "text_sha256": article.text_sha256,
        },
        "scheme": scheme_json(annotation_set.scheme),
        "can": rights(annotation_set, user),
        "spans": [_without_verb(span) for span in spans.values()],
        "attributions": [_without_verb(attribution) for attribution in attributions.values()],
        "actors": actors,
        "topics": topics,
    }


def editor_state(annotation_set: AnnotationSet, user: User) -> Json:
    """What the editor's script needs beyond the state: sentence bounds, its doors, and who is working.

    The guidelines are left out; `urls.scheme` has them.
    """
    slug = annotation_set.project.slug
    state = state_of(annotation_set, user)
    state["sentences"] = annotation_set.article.sentences
    state["user"] = _code(annotation_set, user.pk)
    state["comments"] = open_places(annotation_set)
    state["shared"] = annotation_set.project.shared_sets or annotation_set.kind == AnnotationSet.Kind.GOLD
    version = annotation_set.scheme.version
    del state["scheme"]["guidelines"]  # long, and fetched when somebody asks what they say
    state["keys"] = keys_of(user)
    state["urls"] = {
        "keys": reverse("api-my-keys"),
        "set": reverse("api-set", args=[annotation_set.pk]),
        "changes": reverse("api-changes", args=[annotation_set.pk]),
        "submission": reverse("api-submission", args=[annotation_set.pk]),
        "actors": reverse("api-actors", args=[slug]),
        "topics": reverse("api-topics", args=[slug]),
        "comments": reverse("api-comments", args=[annotation_set.pk]),
        "readers": reverse("api-readers", args=[annotation_set.pk]),
        "scheme": f"{reverse('api-scheme', args=[slug])}?version={version}",
        "codebook": f"{reverse('scheme', args=[slug])}?version={version}",
        "next": f"{reverse('next-article', args=[slug])}?after={annotation_set.pk}",
    }
    return state


def rights(annotation_set: AnnotationSet, user: User) -> dict[str, bool]:
    """What `user` may do with the set as it is now."""
    writable = may_write(annotation_set, user)
    still_open = annotation_set.submitted_at is None and annotation_set.locked_at is None
    handed_in = annotation_set.submitted_at is not None and annotation_set.locked_at is None
    own = annotation_set.owner_id == user.pk
    return {
        "write": writable and still_open,
        "submit": writable and still_open,
        "comment": may(user, Can.COMMENT, annotation_set.project),
        "reopen": handed_in and ((own and writable) or may(user, Can.REOPEN, annotation_set.project)),
    }


def scheme_json(scheme: Scheme) -> Json:
    """A scheme's version, guidelines and fields."""
    columns = ("applies_to", "name", "kind", "choices", "required", "key", "guideline")
    fields = [{column: getattr(field, column) for column in columns} for field in Field.objects.filter(scheme=scheme)]
    return {"version": scheme.version, "guidelines": scheme.guidelines, "fields": fields}


def _code(annotation_set: AnnotationSet, user_id: int | None) -> str | None:
    members = Membership.objects.filter(project=annotation_set.project_id, user=user_id)
    return members.values_list("code", flat=True).first() if user_id else None


def _without_verb(record: Json) -> Json:
    return {name: value for name, value in record.items() if name != "put"}
