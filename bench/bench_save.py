"""What saving costs, against the same statements sent by psycopg in the same run.

    python bench/bench_save.py        SIZE=articles in the large project (default 2000, 50 spans each)

Prints three figures: CPU of web and database against CPU of psycopg and database; the 99th percentile at 16 clients
against that of 16 bare connections; and the first figure in a large project against the one in a small project.
"""

import json
import os
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch
from bench.serving import cpu_seconds, serving

CLIENTS, EACH, ALONE = 16, 40, 300
TEXT = "The minister said the harbour tunnel would open in May. " * 60
Save = Callable[[int], None]


def main() -> None:
    with scratch() as server:
        from bench.corpus import fill

        assert server.process is not None
        postmaster = server.process.pid
        small, large = newsroom("small"), newsroom("large")
        fill(large["project"], articles=int(os.environ.get("SIZE", "2000")))
        with serving() as (address, web):
            costs = {}
            for name, room in (("small", small), ("large", large)):
                over_http, bare = through_http(address, room), through_psycopg(room)
                database = partial(cpu_seconds, postmaster)
                costs[name] = cost(over_http, partial(cpu_seconds, web), database), cost(bare, process_time, database)
            web_cost, bare_cost = costs["large"]
            print(f"one batch, web + database: {web_cost * 1e3:.2f} ms CPU; psycopg + database: {bare_cost * 1e3:.2f}")
            print(f"CPU ratio {web_cost / bare_cost:.2f} (limit 4)")
            slow, fast = p99(lambda: through_http(address, large)), p99(lambda: through_psycopg(large))
            print(f"p99 of {CLIENTS} clients: {slow * 1e3:.0f} ms over HTTP, {fast * 1e3:.0f} ms bare")
            print(f"p99 ratio {slow / fast:.2f} (limit 5)")
            print(f"large against small project: {web_cost / costs['small'][0]:.2f} (constant: 1)")


def newsroom(slug: str) -> dict[str, Any]:
    """A project with a set for each client, and a writing token."""
    from annotator.scheme.actions import start_project
    from annotator.work.actions import open_set
    from articles.access import Scope
    from articles.actions import add_article, create_token
    from articles.models import User

    manager, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    project = start_project(slug=slug, name=slug, by=manager)
    token = create_token(user=manager, project=project, scope=Scope.WRITE, by=manager)[1]
    articles = [add_article(project=project, text=f"{n} {TEXT}", by=manager)[0] for n in range(CLIENTS)]
    sets = [open_set(article, by=manager)[0] for article in articles]
    return {"project": project, "user": manager.pk, "token": token, "sets": [(s.pk, s.article) for s in sets]}


def through_http(address: str, room: dict[str, Any]) -> Save:
    """Save one span as a client of the API, on a kept connection."""
    local, revisions = threading.local(), {}

    def save(n: int) -> None:
        set_id, article = room["sets"][n]
        if not hasattr(local, "connection"):
            local.connection = HTTPConnection(address)
        body = {"batch": str(uuid.uuid4()), "text_sha256": article.text_sha256, "operations": [put(article.text)]}
        body["revision"] = revisions.get(n) or revision_of(set_id)
        headers = {"Authorization": f"Bearer {room['token']}", "Content-Type": "application/json"}
        local.connection.request("POST", f"/api/v1/sets/{set_id}/changes/", json.dumps(body), headers)
        answer = local.connection.getresponse()
        read = answer.read()
        assert answer.status == 200, read
        revisions[n] = json.loads(read)["revision"]

    return save


def through_psycopg(room: dict[str, Any]) -> Save:
    """The same statements in one transaction, on a kept connection, with nothing around them."""
    import psycopg

    from annotator.work import statements

    local = threading.local()

    def save(n: int) -> None:
        set_id, article = room["sets"][n]
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(os.environ["DATABASE_URL"], cursor_factory=psycopg.ClientCursor)
        span = put(article.text)
        start = span["fragments"][0][0]
        row = span | {"fragments": f"{{[{start},{start + 7})}}"}
        here = {"set": set_id, "by": room["user"], "project": room["project"].pk, "article": article.pk}
        given = here | {"token_project": None, "with_text": True, "batch": uuid.uuid4(), "undoes": None}
        with local.connection.transaction(), local.connection.cursor() as cursor:
            target = cursor.execute(statements.LOCK, given).fetchone()
            given |= {"seen": target[3], "scheme": target[8], "touched": [uuid.UUID(span["id"])]}
            cursor.execute(statements.LOG, given).fetchall()
            nothing = [uuid.uuid4()]
            given |= {"spans": given["touched"], "attributions": nothing, "actors": nothing, "topics": nothing}
            given |= {"sets": [0], "sees_all": True}
            cursor.execute(statements.KNOWN, given).fetchone()
            cursor.execute(statements.PUT_SPANS, here | {"spans": psycopg.types.json.Jsonb([row])})
            given |= {"revision": target[3] + 1, "digest": "x", "operations": psycopg.types.json.Jsonb([span])}
            cursor.execute(statements.LOG_CHANGE, given | {"inverse": given["operations"]})

    return save


def put(text: str) -> dict[str, Any]:
    start = text.index("harbour")
    span = {"put": "span", "id": str(uuid.uuid4()), "kind": "actor", "fragments": [[start, start + 7]]}
    return span | {"quote": ["harbour"], "actor": None, "topic": None, "values": {}, "from": None}


def revision_of(set_id: int) -> int:
    from annotator.work.models import AnnotationSet

    return AnnotationSet.objects.values_list("revision", flat=True).get(pk=set_id)


def cost(save: Save, *meters: Callable[[], float]) -> float:
    """CPU seconds a save, summed over what the meters read."""
    for n in range(20):
        save(n % CLIENTS)
    before = sum(meter() for meter in meters)
    for n in range(ALONE):
        save(n % CLIENTS)
    return (sum(meter() for meter in meters) - before) / ALONE


def p99(make: Callable[[], Save]) -> float:
    """The 99th percentile in seconds when every client saves as fast as it can."""
    save, times = make(), []

    def client(n: int) -> None:
        for k in range(EACH + 3):
            begun = time.perf_counter()
            save(n)
            if k >= 3:  # the first ones open connections
                times.append(time.perf_counter() - begun)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main()
