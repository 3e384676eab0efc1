"""Make the demo newsroom through the same actions that people use."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import make_password
from django.db import transaction

from annotator.demo.library import FOLDER, DemoActor, DemoArticle, load_actors, load_articles, load_topics
from annotator.demo.operations import batches, identifier
from annotator.registry.actions import add_affiliation, create_actor, create_topic
from annotator.registry.models import Actor, Topic
from annotator.scheme.actions import draft, edit_draft, publish, start_project
from annotator.scheme.models import Field
from annotator.work.actions import assign, save, submit
from annotator.work.comments.actions import write_comment
from annotator.work.models import AnnotationSet
from annotator.work.operations import read
from articles.access import Role
from articles.actions import add_account, add_article, add_member
from articles.models import Article, Project, User

SLUG = "demo"
ROLES = {
    "manager": Role.MANAGER,
    "ana": Role.EDITOR,
    "ben": Role.EDITOR,
    "chloe": Role.EDITOR,
    "researcher": Role.RESEARCHER,
}
BLOCKS_A_BATCH = 25


@transaction.atomic
def seed() -> dict[str, str] | None:
    """Make the whole newsroom, or nothing. Returns the accounts' passwords, or None when there is one already."""
    if Project.objects.filter(slug=SLUG).exists():
        return None
    passwords = {name: secrets.token_urlsafe(12) for name in ROLES}
    people = hire(passwords)
    manager = people["manager"]
    project = start_project(slug=SLUG, name="Demo newsroom", by=manager, licence="CC BY 4.0")
    for name, role in ROLES.items():
        if name != "manager":
            add_member(project, user=people[name], role=role, by=manager)
    explain(project, by=manager)
    fill_registry(project, by=manager)
    publish_articles(project, people)
    talk(project, people)
    return passwords


def hire(passwords: dict[str, str]) -> dict[str, User]:
    """The accounts. Hashing is slow on purpose and lets other threads run, so the five are hashed at once."""
    with ThreadPoolExecutor() as pool:
        encoded = dict(zip(passwords, pool.map(make_password, passwords.values()), strict=True))
    return {
        name: add_account(username=name, password=encoded[name], is_staff=ROLES[name] == Role.MANAGER)
        for name in passwords
    }


def explain(project: Project, *, by: User) -> None:
    """Publish the second version of the scheme: the first one with guidelines."""
    version = draft(project, by=by)
    fields = Field.objects.filter(scheme=version).values("applies_to", "name", "kind", "choices", "guideline")
    guidelines = (FOLDER / "guidelines.txt").read_text(encoding="utf-8")
    edit_draft(version, by=by, guidelines=guidelines, rules=version.rules, fields=[{**field} for field in fields])
    publish(version, by=by)


def fill_registry(project: Project, *, by: User) -> None:
    """Create topics and actors. Parents and organisations stand above those that name them in the files."""
    topics: dict[str, Topic] = {}
    for each in load_topics():
        topics[each.key], _ = create_topic(
            project=project,
            by=by,
            uuid=identifier("topic", each.key),
            parent=topics[each.parent] if each.parent else None,
            code=each.code,
            name=each.name,
            definition=each.definition,
            examples=each.examples,
        )
    actors: dict[str, Actor] = {}
    for actor in load_actors():
        if not actor.article:  # unnamed sources are created by the editor who meets them first
            actors[actor.key] = register(actor, project, actors, by=by)


def register(actor: DemoActor, project: Project, known: dict[str, Actor], *, by: User) -> Actor:
    registered, _ = create_actor(
        project=project,
        by=by,
        uuid=identifier("actor", actor.key),
        name=actor.name,
        kind=actor.kind,
        parent=known[actor.parent] if actor.parent else None,
        aliases=actor.aliases,
    )
    for office in actor.affiliations:
        add_affiliation(
            registered,
            by=by,
            role=office.role,
            organisation=known[office.organisation] if office.organisation else None,
            valid_from=office.valid_from,
            valid_to=office.valid_to,
        )
    return registered


def publish_articles(project: Project, people: dict[str, User]) -> None:
    """Add the articles, assign them, and let the editors work."""
    articles = [(each, add(each, project, by=people["manager"])) for each in load_articles()]
    for name, assignee in people.items():
        mine = [stored for each, stored in articles if name in each.assigned]
        if mine:
            assign(project, articles=mine, assignee=assignee, by=people["manager"])
    unnamed = [actor for actor in load_actors() if actor.article]
    sets = {(each.article_id, each.owner_id): each for each in project.sets.select_related("article")}
    for each, stored in articles:
        for name in each.readings:
            newcomers = {actor.key: actor for actor in unnamed if actor.article == each.key}
            tag(each, name, sets[stored.pk, people[name].pk], newcomers, by=people[name])


def talk(project: Project, people: dict[str, User]) -> None:
    """What is said about the first finished reading of an editor: a question, its answer, and a remark."""
    finished = project.sets.filter(submitted_at__isnull=False).select_related("project", "owner").order_by("pk")
    reading = finished.filter(attributions__isnull=False).first()
    if reading is None or reading.owner is None:
        return
    said = reading.attributions.order_by("pk")[0]
    question, _ = write_comment(
        reading,
        by=people["manager"],
        uuid=identifier("comment", "question"),
        text=f"@{reading.owner.username} Is this the source, or does the paper only report what somebody else quoted?",
        attribution=said.uuid,
    )
    write_comment(
        reading,
        by=reading.owner,
        uuid=identifier("comment", "answer"),
        text="It is the source: the sentence before names the interview.",
        answers_to=question.pk,
    )
    write_comment(
        reading,
        by=people["manager"],
        uuid=identifier("comment", "remark"),
        text="A careful reading. The headline could have a claim, too.",
    )


def add(article: DemoArticle, project: Project, *, by: User) -> Article:
    stored, _ = add_article(
        project=project,
        by=by,
        text=article.text,
        title=article.title,
        external_id=article.key,
        published_at=article.published_at,
        **article.metadata,
    )
    return stored


def tag(article: DemoArticle, name: str, target: AnnotationSet, newcomers: dict[str, DemoActor], *, by: User) -> None:
    """Send the reading as the editor's browser would, batch by batch, and submit it if it is finished."""
    for revision, operations in enumerate(batches(article, name, BLOCKS_A_BATCH, newcomers)):
        body = {
            "batch": str(identifier(article.key, name, "batch", revision)),
            "revision": revision,
            "text_sha256": target.article.text_sha256,
            "operations": operations,
        }
        save(target.pk, command=read(json.dumps(body).encode()), by=by)
    if article.readings[name].status == "submitted":
        submit(target, by=by, confirm=True)
