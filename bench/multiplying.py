"""A big corpus in minutes: what a project has, copied within the database, with keys of its own.

Foreign keys and triggers are not asked: copies of rows that hold hold, too. What is searched is copied instead of made
anew, which would take most of the time; afterwards it is no longer kept up to date. Only for scratch databases that are
thrown away, and whose superuser is at hand.
"""

from typing import TYPE_CHECKING

import psycopg

from bench.corpus import COLUMNS

if TYPE_CHECKING:
    from annotator.runtime.postgres import EmbeddedPostgres
    from articles.models import Project

FIRST = 200  # articles that are made one by one
REFERENCES = {
    "article_id": "articles_article",
    "set_id": "annotator_annotationset",
    "span_id": "annotator_span",
    "attribution_id": "annotator_attribution",
}


def fill_fast(server: "EmbeddedPostgres", project: "Project", *, articles: int, spans: int) -> None:
    """Fill an empty project with `articles`, every FIRST of them with the same words."""
    from annotator.runtime.postgres import SUPERUSER
    from bench.corpus import fill

    first = min(articles, FIRST)
    if articles % first:
        raise SystemExit(f"more than {FIRST:,} articles must be a multiple of that")
    fill(project, articles=first, spans=spans)
    if articles == first:
        return
    with psycopg.connect(server.url(user=SUPERUSER), autocommit=True) as own:
        own.execute("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '64MB'")
        own.execute("ALTER TABLE articles_article ALTER COLUMN search DROP EXPRESSION IF EXISTS")
        moved = {table: _room(own, table, project.pk) for table in COLUMNS}
        for table in COLUMNS:
            own.execute(_copies(table, moved), {"project": project.pk, "times": articles // first - 1})
            own.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            own.execute(f"VACUUM ANALYZE {table}")


def _room(own: "psycopg.Connection[tuple[int]]", table: str, project: int) -> int:
    """How far apart the keys of copies lie, so that none meets another row's."""
    found = own.execute(f"SELECT (SELECT max(id) FROM {table}) - min(one.id) + 1 FROM {_of(table)}", [project])
    (room,) = found.fetchone() or (0,)
    return int(room)


def _copies(table: str, moved: dict[str, int]) -> str:
    columns = [*COLUMNS[table].split(), *(["search"] if table == "articles_article" else [])]
    values = [_value(table, name, moved) for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    source = _of(table).replace("%s", "%(project)s")
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} "
        f"FROM generate_series(1, %(times)s) number CROSS JOIN LATERAL (SELECT one.* FROM {source}) one ORDER BY number"
    )


def _value(table: str, name: str, moved: dict[str, int]) -> str:
    if name == "external_id":
        return "one.external_id || '-' || number"
    of = table if name == "id" else REFERENCES.get(name)
    return f'one."{name}" + number * {moved[of]}' if of else f'one."{name}"'


def _of(table: str) -> str:
    """The rows of a project, called `one`."""
    if table in ("annotator_attribution", "annotator_part"):
        return f"{table} one JOIN annotator_annotationset reading ON reading.id = set_id AND reading.project_id = %s"
    return f"(SELECT * FROM {table} WHERE project_id = %s) one"
