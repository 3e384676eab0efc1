"""Whom and what imported readings name, as the project's registry has them. Reads only.

By id if the project knows it, else by its item of Wikidata, else by exact name or alias and kind, whatever the case;
but never somebody whom Wikidata knows as another. What is left is new. An unnamed source belongs to its article, so
only its id can find it. An id that means somebody else here is never taken over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from annotator.registry.models import Actor, Alias, Topic
from annotator.work.imported.ready import Linked, Reading
from annotator.work.operations import PutActor, PutTopic
from articles.models import Project, User

ANONYMOUS = str(Actor.Kind.ANONYMOUS)
Name = tuple[str, str]  # kind, and what of a name counts


@dataclass
class _Registry:
    """What the project has of what is wanted, by id with the article it is bound to, and by name; and what is new.

    `taken` are ids that somebody has here, seen or not; `items` the actors of the project by their item of Wikidata.
    """

    known: dict[UUID, tuple[UUID, int | None]]
    taken: set[UUID]
    named: dict[Name, UUID]
    items: dict[str, UUID] = field(default_factory=dict)
    item_of: dict[UUID, str] = field(default_factory=dict)
    made: dict[UUID, int | None] = field(default_factory=dict)
    made_named: dict[Name, UUID] = field(default_factory=dict)

    def met(self, uuid: UUID, name: Name, article: int, bound: bool, item: str = "") -> tuple[UUID, bool]:
        """The id here of who is put with `uuid` in `article`, and whether they are new."""
        ids = _ids(uuid, name, article if bound else None)
        for one in ids:
            if one in self.known and self.known[one][1] in (None, article):
                return self.known[one][0], False
        if not bound and item in self.items:
            return self.items[item], self.items[item] in self.made
        if not bound and name in self.named and self._can_be(self.named[name], item):
            return self.named[name], False
        if not bound and name in self.made_named and self._can_be(self.made_named[name], item):
            return self.made_named[name], True
        fresh = self._new(ids, name, article if bound else None)
        if item and not bound:
            self.items[item], self.item_of[fresh] = fresh, item
        return fresh, True

    def _can_be(self, uuid: UUID, item: str) -> bool:
        return not item or self.item_of.get(uuid, item) == item

    def _new(self, ids: tuple[UUID, ...], name: Name, article: int | None) -> UUID:
        free = (one for one in ids if one not in self.taken and self.made.get(one, article) == article)
        fresh = next(free, None) or uuid4()
        self.made[fresh] = article
        if article is None:
            self.made_named[name] = fresh
        return fresh


def linked(readings: Iterable[Reading], project: Project, by: User) -> Linked:
    """For each actor and topic that is put in an article: its id in the project, and whether it is to be made."""
    puts = [(one.given.article_id, op) for one in readings for op in one.operations]
    met: dict[tuple[int, UUID], tuple[UUID, bool]] = {}
    actors = [(article, op) for article, op in puts if isinstance(op, PutActor)]
    topics = [(article, op) for article, op in puts if isinstance(op, PutTopic)]
    if actors:
        registry = _actors(actors, project, by)
        for article, op in actors:
            met[article, op.id] = registry.met(
                op.id, _name(op.kind, op.name), article, op.kind == ANONYMOUS, op.wikidata
            )
    if topics:
        registry = _topics([op for _, op in topics], project)
        for article, topic in topics:
            met[article, topic.id] = registry.met(topic.id, _name("", topic.name), article, False)
    return met


def _actors(puts: list[tuple[int, PutActor]], project: Project, by: User) -> _Registry:
    ids = {
        one
        for article, op in puts
        for one in _ids(op.id, _name(op.kind, op.name), article if op.kind == ANONYMOUS else None)
    }
    rows = Actor.objects.filter(project=project)
    linkable = rows.visible_to(by).filter(uuid__in=ids)
    known = linkable.values_list("uuid", Coalesce("merged_into__uuid", "uuid"), "article", "merged_into__article")
    columns = ("kind", "name", Coalesce("merged_into__uuid", "uuid"))
    named = rows.filter(article=None).order_by("-merged_into", "pk")  # those that stand for themselves come first
    aliases = Alias.objects.filter(actor__project=project, actor__article=None).order_by("pk")
    other = aliases.values_list("actor__kind", "name", Coalesce("actor__merged_into__uuid", "actor__uuid"))
    wanted = {_name(op.kind, op.name) for _, op in puts if op.kind != ANONYMOUS}
    known_items = rows.filter(merged_into=None).exclude(wikidata_qid="").values_list("wikidata_qid", "uuid")
    items = dict(known_items) if any(op.wikidata for _, op in puts) else {}
    return _Registry(
        {uuid: (final, article if uuid == final else of_final) for uuid, final, article, of_final in known},
        set(rows.filter(uuid__in=ids).values_list("uuid", flat=True)),
        _named(wanted, named.values_list(*columns), other),
        items,
        {uuid: item for item, uuid in items.items()},
    )


def _topics(puts: list[PutTopic], project: Project) -> _Registry:
    ids = {one for op in puts for one in _ids(op.id, _name("", op.name), None)}
    rows = Topic.objects.filter(project=project)
    final = Coalesce("merged_into__uuid", "uuid")
    known = dict(rows.filter(uuid__in=ids).values_list("uuid", final))
    named = rows.order_by("-merged_into", "pk").values_list("name", final)
    wanted = {_name("", op.name) for op in puts}
    return _Registry(
        {uuid: (other, None) for uuid, other in known.items()},
        set(known),
        _named(wanted, (("", name, uuid) for name, uuid in named.iterator())),
    )


def _named(wanted: set[Name], *sources: Iterable[tuple[str, str, UUID]] | QuerySet[Any, Any]) -> dict[Name, UUID]:
    """The first in each list that has a wanted name; the lists are only walked through."""
    found: dict[Name, UUID] = {}
    if not wanted:
        return found
    for source in sources:
        rows: Iterator[tuple[str, str, UUID]] = iter(source.iterator() if isinstance(source, QuerySet) else source)
        for kind, name, uuid in rows:
            if (key := _name(kind, name)) in wanted:
                found.setdefault(key, uuid)
    return found


def _ids(uuid: UUID, name: Name, article: int | None) -> tuple[UUID, UUID]:
    """The ids to try: the one in the file, and where somebody else has that, always the same other one."""
    return uuid, uuid5(uuid, f"{article or ''}/{'/'.join(name)}")


def _name(kind: str, name: str) -> Name:
    return kind, " ".join(name.split()).casefold()
