"""No parameter of the API lets anybody look at, or feel for, what belongs to another project or person.

Probes are filters and orders that follow relations (`owner__password`), fields that no list has, and ids of another
project in every parameter. A leak is an answer with a planted secret, or one that differs between a foreign id and one
that does not exist.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from annotator.registry.models import Actor, Topic
from articles.models import Article, Membership, Project, User
from tests.worlds import World, make_world

SECRET = "plantedsecret"
CODE = "A77"  # an annotator of the other project
FAR = 700_000
LOOKUPS = ("", "__startswith", "__gt", "__isnull")
PATHS = ("", "owner__", "by__", "user__", "project__", "article__project__", "set__owner__")
OPEN = re.compile(r"^/api/v1/projects/\{slug\}/")
DESCRIPTION = Path(__file__).parent.parent / "docs/openapi.yaml"

pytestmark = pytest.mark.django_db(transaction=True)  # an export reads on a connection of its own


@pytest.fixture
def worlds() -> tuple[World, World]:
    ours = make_world("ours")
    count_on_from(FAR)
    theirs = make_world("theirs")
    Project.objects.filter(pk=theirs.project.pk).update(name=SECRET)
    Article.objects.filter(project=theirs.project).update(title=SECRET, outlet=SECRET, external_id=SECRET)
    for model in (Actor, Topic):
        model.objects.filter(project=theirs.project).update(name=SECRET)
    Membership.objects.filter(project=theirs.project, role="researcher").update(code=CODE)
    people = User.objects.filter(pk__in=[one.pk for world in (ours, theirs) for one in world.people.values()])
    people.update(password=SECRET, last_name=SECRET)
    for one in (*ours.people.values(), *theirs.people.values()):
        one.refresh_from_db()  # whoever signs in by another password is signed out at once
    return ours, theirs


@pytest.mark.parametrize("many", [pytest.param(100), pytest.param(20_000, marks=pytest.mark.soak)])
def test_no_probe_shows_or_tells_apart_what_is_foreign(
    worlds: tuple[World, World], many: int, proof: Callable[[str], None]
) -> None:
    ours, theirs = worlds
    chance = random.Random(5)
    fields, ids = list(field_probes()), list(id_probes(theirs))
    chosen = chance.sample(fields, min(many * 3 // 4, len(fields)))
    leaks, done, clients = [], 0, {role: signed_in(ours.people[role]) for role in ("manager", "editor", "researcher")}
    for number, (path, query) in enumerate(chosen):
        client = list(clients.values())[number % len(clients)]
        status, body = ask(client, path, query, ours)
        done += 1
        if SECRET in body or status == 200 or status >= 500:
            leaks.append((path, query, status))
    while done < many:
        path, name, foreign, missing = ids[chance.randrange(len(ids))]
        client = chance.choice(list(clients.values()))
        answers = [ask(client, path, {name: value}, ours) for value in (foreign, missing)]
        done += 2
        if answers[0] != answers[1] or SECRET in answers[0][1]:
            leaks.append((path, {name: foreign}, answers[0][0]))
    assert leaks == [], "\n".join(map(str, leaks))
    proof(f"leaks: 0 of {done} probes; {len(fields)} fields and lookups, {len(ids)} ids of another project")


def count_on_from(number: int) -> None:
    """No id from now on is one of our own, a count or a truth value."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, greatest(last_value + 1000, %s))"
            " FROM pg_sequences WHERE schemaname = 'public' AND data_type <> 'smallint'::regtype",
            [number],
        )


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    assert client.get("/api/v1/").status_code == 200, "without signing in nothing is proven"
    return client


@cache
def description() -> dict[str, Any]:
    """docs/openapi.yaml."""
    found: dict[str, Any] = yaml.load(DESCRIPTION.read_text(), yaml.CSafeLoader)
    return found


def doors() -> dict[str, list[str]]:
    """The lists and exports of a project, with what they may be asked."""
    paths = description()["paths"]
    return {
        path: [one["name"] for one in item["get"].get("parameters", []) if one["in"] == "query"]
        for path, item in paths.items()
        if "get" in item and OPEN.match(path) and path.count("{") == 1
    }


def field_probes() -> Iterator[tuple[str, dict[str, str]]]:
    """Every field of every model, looked up along relations, as a filter, an order and a field wished for."""
    names = sorted({field.name for model in apps.get_models() for field in model._meta.get_fields()})
    for path, relation, name in product(doors(), PATHS, names):
        for parameter in ("ordering", "order_by", "sort", "fields", "include"):
            if relation:
                yield path, {parameter: f"{relation}{name}"}
        if relation:
            for lookup in LOOKUPS:
                yield path, {f"{relation}{name}{lookup}": SECRET}


def id_probes(theirs: World) -> Iterator[tuple[str, str, str, str]]:
    """Door, parameter, an id of another project, and one of the same shape that is nobody's."""
    missing = ("987654", "0199ffff-0000-7000-8000-00000000dead", "A99")
    keys = {str(value) for value in theirs.ids.values() if isinstance(value, int) and value > FAR}
    uuids = {str(theirs.ids["actor"]), str(theirs.ids["topic"])}
    for path, parameters in doors().items():
        for name in parameters:
            if name in ("cursor", "limit", "fields", "changed_since", "version"):  # nobody's ids
                continue
            for kind, values in zip(missing, (keys, uuids, {CODE}), strict=True):
                yield from ((path, name, value, kind) for value in sorted(values))


def ask(client: Client, path: str, query: dict[str, str], ours: World) -> tuple[int, str]:
    """Status and body, without what the caller sent and what differs from one request to the next."""
    with transaction.atomic():
        answer = client.get(f"{path.format(slug=ours.project.slug)}?{urlencode(query)}")
        body = answer.getvalue().decode(errors="replace")
        transaction.set_rollback(True)
    if answer["Content-Type"] == "application/problem+json":
        told = {name: one for name, one in json.loads(body).items() if name not in ("instance", "request_id")}
        body = json.dumps(told, ensure_ascii=False)
        for value in query.values():
            body = re.sub(rf"\b{re.escape(value)}\b", "…", body)
    return answer.status_code, body
