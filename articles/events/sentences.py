"""What each event says to a person: one whole sentence a verb, in the reader's language. Pure.

A sentence may name `who`, `subject`, and whatever stands in the event's detail.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from articles.words import _, gettext_noop

EXPORTS, ARTICLES, READINGS, REGISTRY, PEOPLE, PROJECT, ACCESS = (
    "exports", "articles", "readings", "registry", "people", "project", "access",
)  # fmt: skip
KINDS = {
    EXPORTS: gettext_noop("Downloads and releases"),
    ARTICLES: gettext_noop("Articles and uploads"),
    READINGS: gettext_noop("Readings"),
    REGISTRY: gettext_noop("Actors and topics"),
    PEOPLE: gettext_noop("Members"),
    PROJECT: gettext_noop("Project and scheme"),
    ACCESS: gettext_noop("Tokens and webhooks"),
}
SENTENCES: dict[str, tuple[str, str]] = {
    "export": (EXPORTS, gettext_noop("%(who)s downloaded the data as %(subject)s%(what)s.")),
    "make_link": (EXPORTS, gettext_noop("%(who)s made a link to the files of release %(subject)s.")),
    "revoke_link": (EXPORTS, gettext_noop("%(who)s revoked a link to the files of release %(subject)s.")),
    "make_release": (EXPORTS, gettext_noop("%(who)s asked for release %(number)s, “%(subject)s”.")),
    "build_release_again": (EXPORTS, gettext_noop("%(who)s had release %(number)s, “%(subject)s”, built again.")),
    "cancel_release": (EXPORTS, gettext_noop("%(who)s cancelled release %(number)s, “%(subject)s”.")),
    "release_built": (EXPORTS, gettext_noop("Release %(number)s, “%(subject)s”, by %(who)s is ready.")),
    "withdraw_release": (EXPORTS, gettext_noop("%(who)s withdrew release %(number)s, “%(subject)s”.")),
    "prepare_export": (EXPORTS, gettext_noop("%(who)s had an export prepared: %(subject)s%(what)s.")),
    "cancel_export": (EXPORTS, gettext_noop("%(who)s cancelled an export: %(subject)s.")),
    "finish_export": (EXPORTS, gettext_noop("The export that %(who)s asked for is ready: %(subject)s.")),
    "add_article": (ARTICLES, gettext_noop("%(who)s added the article “%(subject)s”.")),
    "revise_article": (ARTICLES, gettext_noop("%(who)s corrected the article “%(subject)s”.")),
    "describe_article": (ARTICLES, gettext_noop("%(who)s changed the details of the article “%(subject)s”.")),
    "withdraw_article": (ARTICLES, gettext_noop("%(who)s withdrew the article “%(subject)s”.")),
    "restore_article": (ARTICLES, gettext_noop("%(who)s brought back the article “%(subject)s”.")),
    "withdraw_articles": (ARTICLES, gettext_noop("%(who)s withdrew several articles (%(count)s).")),
    "restore_articles": (ARTICLES, gettext_noop("%(who)s brought back several articles (%(count)s).")),
    "tag_articles": (ARTICLES, gettext_noop("%(who)s changed the tags of several articles (%(count)s).")),
    "receive_upload": (ARTICLES, gettext_noop("%(who)s uploaded %(subject)s.")),
    "finish_upload": (ARTICLES, gettext_noop("Everything in %(subject)s, uploaded by %(who)s, was dealt with.")),
    "undo_import": (ARTICLES, gettext_noop("%(who)s undid the import of %(subject)s.")),
    "add_imported": (ARTICLES, gettext_noop("%(who)s imported annotations from %(subject)s.")),
    "assign": (READINGS, gettext_noop("%(who)s assigned articles (%(articles)s) to %(subject)s.")),
    "unassign": (READINGS, gettext_noop("%(who)s took an article back from %(subject)s.")),
    "submit": (READINGS, gettext_noop("%(who)s submitted a reading of “%(subject)s”.")),
    "reopen": (READINGS, gettext_noop("%(who)s reopened a reading of “%(subject)s”.")),
    "lock": (READINGS, gettext_noop("%(who)s made a reading of “%(subject)s” read-only.")),
    "unlock": (READINGS, gettext_noop("%(who)s let a reading of “%(subject)s” be changed again.")),
    "delete_comment": (READINGS, gettext_noop("%(who)s deleted a comment on “%(subject)s”.")),
    "create_actor": (REGISTRY, gettext_noop("%(who)s added the actor “%(subject)s”.")),
    "change_actor": (REGISTRY, gettext_noop("%(who)s changed the actor “%(subject)s”.")),
    "add_alias": (REGISTRY, gettext_noop("%(who)s added “%(subject)s” as another name of an actor.")),
    "remove_alias": (REGISTRY, gettext_noop("%(who)s removed “%(subject)s” as another name of an actor.")),
    "add_affiliation": (REGISTRY, gettext_noop("%(who)s gave the actor “%(subject)s” the function “%(role)s”.")),
    "remove_affiliation": (
        REGISTRY,
        gettext_noop("%(who)s took the function “%(role)s” from the actor “%(subject)s”."),
    ),
    "merge_actors": (REGISTRY, gettext_noop("%(who)s merged the actor “%(subject)s” into another one.")),
    "create_topic": (REGISTRY, gettext_noop("%(who)s added the topic “%(subject)s”.")),
    "change_topic": (REGISTRY, gettext_noop("%(who)s changed the topic “%(subject)s”.")),
    "merge_topics": (REGISTRY, gettext_noop("%(who)s merged the topic “%(subject)s” into another one.")),
    "add_member": (PEOPLE, gettext_noop("%(who)s made %(subject)s a member.")),
    "change_role": (PEOPLE, gettext_noop("%(who)s gave %(subject)s another role: %(role)s.")),
    "remove_member": (PEOPLE, gettext_noop("%(who)s ended the membership of %(subject)s.")),
    "allow_new_password": (PEOPLE, gettext_noop("%(who)s made a link with which %(subject)s can choose a password.")),
    "invite": (PEOPLE, gettext_noop("%(who)s made an invitation: %(role)s.")),
    "revoke_invitation": (PEOPLE, gettext_noop("%(who)s revoked an invitation.")),
    "accept_invitation": (PEOPLE, gettext_noop("%(who)s accepted an invitation: %(role)s.")),
    "create_project": (PROJECT, gettext_noop("%(who)s started the project.")),
    "change_project": (PROJECT, gettext_noop("%(who)s changed the settings of the project.")),
    "draft_scheme": (PROJECT, gettext_noop("%(who)s began version %(subject)s of the scheme.")),
    "edit_scheme": (PROJECT, gettext_noop("%(who)s changed the draft of version %(subject)s of the scheme.")),
    "publish_scheme": (PROJECT, gettext_noop("%(who)s published version %(subject)s of the scheme.")),
    "discard_scheme": (PROJECT, gettext_noop("%(who)s discarded the draft of version %(subject)s of the scheme.")),
    "create_token": (ACCESS, gettext_noop("%(who)s made a token “%(subject)s” (%(scope)s).")),
    "revoke_token": (ACCESS, gettext_noop("%(who)s revoked the token “%(subject)s” of %(of)s.")),
    "create_webhook": (ACCESS, gettext_noop("%(who)s added the webhook “%(subject)s”.")),
    "change_webhook": (ACCESS, gettext_noop("%(who)s changed the webhook “%(subject)s”.")),
    "rotate_webhook_secret": (ACCESS, gettext_noop("%(who)s made a new secret for the webhook “%(subject)s”.")),
    "delete_webhook": (ACCESS, gettext_noop("%(who)s deleted the webhook “%(subject)s”.")),
    "disable_webhook": (ACCESS, gettext_noop("The webhook “%(subject)s” was switched off because nothing arrived.")),
}
VALUES = {
    "manager": gettext_noop("Manager"),
    "adjudicator": gettext_noop("Adjudicator"),
    "editor": gettext_noop("Editor"),
    "researcher": gettext_noop("Researcher"),
    "read": gettext_noop("Read"),
    "write": gettext_noop("Write"),
}
FILTERS = {
    "set_kind": gettext_noop("whose readings"),
    "status": gettext_noop("status"),
    "annotator": gettext_noop("editor"),
    "outlet": gettext_noop("outlet"),
    "published_after": gettext_noop("published from"),
    "published_before": gettext_noop("published before"),
    "kind": gettext_noop("kind of span"),
    "actor": gettext_noop("actor"),
    "topic": gettext_noop("topic"),
    "changed_since": gettext_noop("only what changed"),
    "empty": gettext_noop("also articles without spans"),
}
LONGEST = 60  # characters of one filter's value


def sentence(verb: str, subject: str, detail: Mapping[str, Any], who: str) -> str:
    """The event as a sentence. What an older version did not write down is a dash."""
    _kind, words = SENTENCES.get(verb, ("", gettext_noop("%(who)s: %(verb)s “%(subject)s”.")))
    known = {name: _(VALUES[value]) if value in VALUES else value for name, value in detail.items() if _plain(value)}
    ids = detail.get("articles")
    places = {
        **known,
        "who": who or _("Ascribe itself"),
        "subject": subject or "–",
        "verb": verb,
        "count": len(ids) if isinstance(ids, list) else ids,
        "what": _what(subject, detail),
    }
    return _(words) % defaultdict(lambda: "–", places)


def verbs_of(kind: str) -> list[str]:
    """What belongs to one kind of event."""
    return [verb for verb, (of, _words) in SENTENCES.items() if of == kind]


def kind_of(verb: str) -> str:
    """The kind of an event; empty for a verb of another version."""
    return SENTENCES[verb][0] if verb in SENTENCES else ""


def _what(subject: str, detail: Mapping[str, Any]) -> str:
    """Which file, unless the subject names it, or which filters, behind a colon; nothing when there were none."""
    if file := detail.get("file"):
        name = str(file).rsplit("/", 1)[-1]
        return "" if subject.endswith(name) else f": {name}"
    filters = detail.get("filters")
    given = filters if isinstance(filters, dict) else {}
    said = [_filter(name, given[name]) for name in FILTERS if name in given]
    return ": " + "; ".join(said) if said else ""


def _filter(name: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    if name in ("empty", "changed_since"):
        return _(FILTERS[name])
    return f"{_(FILTERS[name])} " + ", ".join(_(str(one))[:LONGEST] if one else "–" for one in values)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int)
