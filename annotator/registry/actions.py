"""Every write to actors and topics: naming, describing and merging them. Each leaves an event.

Curating is rare, so it happens one at a time in a project: that keeps trees free of cycles and merges flat
without further locks. Tagging does not wait for it.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.registry.models import Actor, Affiliation, Alias, Topic
from articles.access import Can, Refusal, require
from articles.actions import record
from articles.models import Article, Project, User

LONGEST_NAME = 300
LONGEST_CODE = 40
Entry = TypeVar("Entry", Actor, Topic)
_QID = re.compile(r"Q[1-9][0-9]{0,18}")


@transaction.atomic
def create_actor(
    *,
    project: Project,
    name: str,
    kind: str,
    by: User,
    uuid: UUID | None = None,
    article: Article | None = None,
    wikidata: str = "",
    parent: Actor | None = None,
    aliases: Iterable[str] = (),
) -> tuple[Actor, bool]:
    """Add somebody who speaks. Returns the actor and whether it is new: the same `uuid` again is the same actor."""
    require(by, Can.ANNOTATE, project)
    _curating(project)
    name = _name(name)
    if known := Actor.objects.filter(project=project, uuid=uuid).first() if uuid else None:
        _same(known.name == name and known.kind == kind, uuid)
        return known, False
    actor = Actor(project=project, uuid=uuid or uuid4(), name=name, article=article, created_by=by)
    _set_kind(actor, kind)
    _set_wikidata(actor, wikidata)
    _set_parent(actor, parent)
    actor.save()
    _replace_aliases(actor, aliases)
    record(project, by, "create_actor", name, actor=str(actor.uuid))
    return actor, True


@transaction.atomic
def change_actor(actor: Actor, *, by: User, **changes: Any) -> Actor:
    """Change name, kind, wikidata (a QID or ""), parent (an actor or None) or aliases (all of them)."""
    require(by, Can.CURATE, actor.project)
    actor = _current(actor)
    for what, value in changes.items():
        _SETTERS[what](actor, value)
    actor.save()
    record(actor.project, by, "change_actor", actor.name, actor=str(actor.uuid), changed=sorted(changes))
    return actor


@transaction.atomic
def add_alias(actor: Actor, *, name: str, by: User) -> Alias:
    """Note another name the press uses. Adding it twice is harmless."""
    require(by, Can.CURATE, actor.project)
    actor = _current(actor)
    alias, created = Alias.objects.get_or_create(actor=actor, name=_name(name))
    if created:
        record(actor.project, by, "add_alias", alias.name, actor=str(actor.uuid))
    return alias


@transaction.atomic
def remove_alias(alias: Alias, *, by: User) -> None:
    """Forget a name. Articles and spans keep the words they have."""
    require(by, Can.CURATE, alias.actor.project)
    _current(alias.actor)
    record(alias.actor.project, by, "remove_alias", alias.name, actor=str(alias.actor.uuid))
    alias.delete()


@transaction.atomic
def add_affiliation(
    actor: Actor,
    *,
    by: User,
    role: str = "",
    organisation: Actor | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Affiliation:
    """Note what an actor was, where and when."""
    require(by, Can.CURATE, actor.project)
    actor = _current(actor)
    role = role.strip()
    if not role and organisation is None:
        raise Refusal("empty_affiliation", _("Say what the actor was, or where, or both."))
    if organisation is not None:
        _belongs(organisation, actor.project)
    if valid_from and valid_to and valid_to < valid_from:
        raise Refusal("wrong_order", _("An affiliation cannot end before it begins."))
    affiliation = Affiliation.objects.create(
        actor=actor, role=role, organisation=organisation, valid_from=valid_from, valid_to=valid_to
    )
    record(actor.project, by, "add_affiliation", actor.name, actor=str(actor.uuid), role=role)
    return affiliation


@transaction.atomic
def remove_affiliation(affiliation: Affiliation, *, by: User) -> None:
    """Take an affiliation away."""
    actor = affiliation.actor
    require(by, Can.CURATE, actor.project)
    _current(actor)
    record(actor.project, by, "remove_affiliation", actor.name, actor=str(actor.uuid), role=affiliation.role)
    affiliation.delete()


@transaction.atomic
def merge_actors(actor: Actor, *, into: Actor, by: User) -> Actor:
    """Say that both are the same, and `into` stays. It takes over names, affiliations and what lies below.

    Spans keep pointing at the merged row. Doing it twice is harmless.
    """
    require(by, Can.CURATE, actor.project)
    _belongs(into, actor.project)
    _curating(actor.project)
    actor.refresh_from_db()
    into.refresh_from_db()
    if actor.merged_into_id == into.pk:
        return into
    _can_merge(actor, into)
    if into.article_id not in (None, actor.article_id):
        raise Refusal("other_article", _("An unnamed source of one article cannot stand for anybody outside it."))
    if actor.wikidata_qid and into.wikidata_qid not in ("", actor.wikidata_qid):
        raise Refusal(
            "different_wikidata",
            _("Wikidata knows them as two: %(wikidata_qid)s and %(wikidata_qid2)s. Clear one of them first.")
            % {"wikidata_qid": actor.wikidata_qid, "wikidata_qid2": into.wikidata_qid},
        )
    _fold(actor, into)
    _take_over(actor, into)
    record(actor.project, by, "merge_actors", actor.name, actor=str(actor.uuid), into=str(into.uuid))
    return into


@transaction.atomic
def create_topic(
    *,
    project: Project,
    name: str,
    by: User,
    uuid: UUID | None = None,
    code: str = "",
    definition: str = "",
    examples: str = "",
    parent: Topic | None = None,
) -> tuple[Topic, bool]:
    """Add a canonical claim, or a category. Returns it and whether it is new: the same `uuid` is the same topic."""
    require(by, Can.ANNOTATE, project)
    _curating(project)
    name = _name(name)
    if known := Topic.objects.filter(project=project, uuid=uuid).first() if uuid else None:
        _same(known.name == name, uuid)
        return known, False
    topic = Topic(
        project=project, uuid=uuid or uuid4(), name=name, definition=definition, examples=examples, created_by=by
    )
    _set_code(topic, code)
    _set_parent(topic, parent)
    topic.save()
    record(project, by, "create_topic", name, topic=str(topic.uuid))
    return topic, True


@transaction.atomic
def change_topic(topic: Topic, *, by: User, **changes: Any) -> Topic:
    """Change name, code, definition, examples or parent (a topic or None)."""
    require(by, Can.CURATE, topic.project)
    topic = _current(topic)
    for what, value in changes.items():
        _SETTERS[what](topic, value)
    topic.save()
    record(topic.project, by, "change_topic", topic.name, topic=str(topic.uuid), changed=sorted(changes))
    return topic


@transaction.atomic
def merge_topics(topic: Topic, *, into: Topic, by: User) -> Topic:
    """Say that both are the same, and `into` stays, with what lies below either. Doing it twice is harmless."""
    require(by, Can.CURATE, topic.project)
    _belongs(into, topic.project)
    _curating(topic.project)
    topic.refresh_from_db()
    into.refresh_from_db()
    if topic.merged_into_id == into.pk:
        return into
    _can_merge(topic, into)
    _fold(topic, into)
    record(topic.project, by, "merge_topics", topic.name, topic=str(topic.uuid), into=str(into.uuid))
    return into


def _curating(project: Project) -> None:
    """One at a time in a project. Not FOR UPDATE: that would stop every insert that names the project."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _current(entry: Entry) -> Entry:
    """The row as it is now, which nobody else is curating. Refused when it was merged away."""
    _curating(entry.project)
    entry.refresh_from_db()
    if entry.merged_into is not None:
        raise Refusal(
            "merged",
            _("“%(entry)s” has been merged into “%(name)s”; change that one.")
            % {"entry": entry.name, "name": entry.merged_into.name},
        )
    return entry


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        raise Refusal(
            "bad_name", _("A name has between 1 and %(longest_name)s characters.") % {"longest_name": LONGEST_NAME}
        )
    return name


def _same(is_same: bool, uuid: UUID | None) -> None:
    if not is_same:
        raise Refusal("id_taken", _("The id %(uuid)s already belongs to another name or kind.") % {"uuid": uuid})


def _belongs(entry: Actor | Topic, project: Project) -> None:
    if entry.project_id != project.pk:
        raise Refusal("other_project", _("Actors and topics belong to one project each."))


def _set_name(entry: Actor | Topic, name: str) -> None:
    entry.name = _name(name)


def _set_kind(actor: Actor, kind: str) -> None:
    """Once an unnamed source is known to be somebody, it no longer belongs to its one article."""
    if kind not in Actor.Kind:
        raise Refusal(
            "bad_kind",
            _("“%(kind)s” is not a kind of actor; there are %(known)s.")
            % {"kind": kind, "known": ", ".join(Actor.Kind)},
        )
    if kind == Actor.Kind.ANONYMOUS and actor.article is None:
        raise Refusal("needs_article", _("An unnamed source belongs to the one article that quotes it."))
    if kind != Actor.Kind.ANONYMOUS and actor.article is not None:
        if actor.pk is None:
            raise Refusal("bad_article", _("Only an unnamed source belongs to an article; leave the article out."))
        actor.article = None
    if actor.article is not None and actor.article.project_id != actor.project_id:
        raise Refusal("other_project", _("The article belongs to another project."))
    actor.kind = kind


def _set_wikidata(actor: Actor, qid: str) -> None:
    qid = qid.strip().upper()
    if qid and not _QID.fullmatch(qid):
        raise Refusal("bad_wikidata", _("“%(qid)s” is not an item of Wikidata; they look like Q42.") % {"qid": qid})
    same = Actor.objects.filter(project=actor.project_id, wikidata_qid=qid, merged_into=None).exclude(pk=actor.pk)
    if qid and (other := same.first()):
        raise Refusal(
            "wikidata_taken",
            _("%(qid)s is “%(other)s” already; merge the two instead.") % {"qid": qid, "other": other.name},
        )
    actor.wikidata_qid = qid


def _set_parent(entry: Entry, parent: Entry | None) -> None:
    if parent is not None:
        _belongs(parent, entry.project)
        if parent.merged_into is not None:
            raise Refusal(
                "merged",
                _("“%(parent)s” has been merged into “%(name)s”; take that one.")
                % {"parent": parent.name, "name": parent.merged_into.name},
            )
        if entry.pk is not None and _lies_below(parent, entry):
            raise Refusal(
                "cycle",
                _("“%(parent)s” lies below “%(entry)s”, so it cannot stand above it.")
                % {"parent": parent.name, "entry": entry.name},
            )
    entry.parent = parent


def _lies_below(entry: Actor | Topic, top: Actor | Topic) -> bool:
    """Whether `top` is `entry` or stands somewhere above it."""
    above: Actor | Topic | None = entry
    while above is not None and above.pk != top.pk:
        above = above.parent
    return above is not None


def _replace_aliases(actor: Actor, names: Iterable[str]) -> None:
    wanted = {_name(name): None for name in names}
    actor.aliases.exclude(name__in=wanted).delete()
    Alias.objects.bulk_create((Alias(actor=actor, name=name) for name in wanted), ignore_conflicts=True)


def _set_code(topic: Topic, code: str) -> None:
    code = "".join(code.split())
    if len(code) > LONGEST_CODE or "\x00" in code:
        raise Refusal("bad_code", _("A code has at most %(longest_code)s characters.") % {"longest_code": LONGEST_CODE})
    same = Topic.objects.filter(project=topic.project_id, code=code).exclude(pk=topic.pk)
    if code and (other := same.first()):
        raise Refusal(
            "code_taken", _("The code %(code)s belongs to “%(other)s” already.") % {"code": code, "other": other.name}
        )
    topic.code = code


def _set_definition(topic: Topic, text: str) -> None:
    topic.definition = text.strip()


def _set_examples(topic: Topic, text: str) -> None:
    topic.examples = text.strip()


def _can_merge(entry: Actor | Topic, into: Actor | Topic) -> None:
    for one, verb in ((entry, gettext_noop("is merged into")), (into, gettext_noop("has been merged into"))):
        if one.merged_into is not None:
            raise Refusal(
                "merged",
                _("“%(one)s” %(verb)s “%(name)s” already; merge that one instead.")
                % {"one": one.name, "verb": _(verb), "name": one.merged_into.name},
            )
    if _lies_below(into, entry):
        raise Refusal(
            "cycle",
            _("“%(into)s” is “%(entry)s” or lies below it; merge the other way round.")
            % {"into": into.name, "entry": entry.name},
        )


def _fold(entry: Entry, into: Entry) -> None:
    """Point `entry`, and all that point at it, at `into`: chains stay flat."""
    everybody = type(entry).objects.filter(project=entry.project_id)
    everybody.filter(merged_into=entry.pk).update(merged_into=into)
    everybody.filter(parent=entry.pk).update(parent=into)
    everybody.filter(pk=entry.pk).update(merged_into=into, parent=None)
    entry.refresh_from_db()


def _take_over(actor: Actor, into: Actor) -> None:
    """What an unnamed source is called ("a senior official") is no other name of a person, so it is left behind."""
    if actor.article_id is None:
        names = {actor.name, *actor.aliases.values_list("name", flat=True)} - {into.name}
        Alias.objects.bulk_create((Alias(actor=into, name=name) for name in sorted(names)), ignore_conflicts=True)
    Affiliation.objects.filter(actor=actor).update(actor=into)
    Affiliation.objects.filter(organisation=actor).update(organisation=into)
    if actor.wikidata_qid and not into.wikidata_qid:
        Actor.objects.filter(pk=into.pk).update(wikidata_qid=actor.wikidata_qid)
        into.refresh_from_db()


_SETTERS: dict[str, Any] = {
    "name": _set_name,
    "kind": _set_kind,
    "wikidata": _set_wikidata,
    "parent": _set_parent,
    "aliases": _replace_aliases,
    "code": _set_code,
    "definition": _set_definition,
    "examples": _set_examples,
}
