"""The SQL of what changed: articles whose line may be another one than before a transaction. Only numbers are put in.

Every row knows the transaction that wrote it (`xmin`), and what a line says is written in few rows: its article, its
sets (saving an edit counts the set's revision up), the actors and topics named, the project's settings and the
reader's role. So nothing has to be logged when somebody saves. The system keeps 32 bits of the number: of a row older
than that many transactions we may think that it is new, and repeat a line; never the reverse.
"""

NOW = "(SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"


def written(row: str, since: int) -> str:
    """Whether `row` was written by the transaction `since` or a later one."""
    return f"(({NOW} - {row}.xmin::text::bigint) & 4294967295) <= {NOW} - {since}"


def touched(*, project: int, by: int, since: int, seen: str, known: str) -> str:
    """A SELECT of `article_id`. `seen` is a condition on sets `s`, `known` one on deleted ones `g`: only these may be
    told about."""
    everything = f"""(
    EXISTS (SELECT FROM articles_project p WHERE p.id = {project} AND {written("p", since)})
    OR EXISTS (SELECT FROM articles_membership m
      WHERE m.project_id = {project} AND m.user_id = {by} AND {written("m", since)}))"""
    return f"""
SELECT a.id AS article_id FROM articles_article a
WHERE a.project_id = {project} AND ({written("a", since)} OR (SELECT {everything}))
UNION SELECT s.article_id FROM annotator_annotationset s
WHERE s.project_id = {project} AND {written("s", since)} AND {seen}
UNION SELECT g.article_id FROM annotator_gone g WHERE g.project_id = {project} AND g.xact >= '{since}'::xid8 AND {known}
UNION {_naming("actor", project, since, seen)}
UNION {_naming("topic", project, since, seen)}"""


def _naming(what: str, project: int, since: int, seen: str) -> str:
    """Articles in which somebody or something is named that is called otherwise now, was merged or moved."""
    return f"""
SELECT s.article_id FROM annotator_span sp JOIN annotator_annotationset s ON s.id = sp.set_id
WHERE {seen} AND sp.{what}_id IN (
  SELECT was.id FROM annotator_{what} was
  LEFT JOIN annotator_{what} now ON now.id = was.merged_into_id
  LEFT JOIN annotator_{what} above ON above.id = coalesce(now.parent_id, was.parent_id)
  WHERE was.project_id = {project}
    AND ({written("was", since)} OR {written("now", since)} OR {written("above", since)}))"""


def changes(documents: str, picked: str, changed: str) -> str:
    """A SELECT of the lines of changed articles, then a tombstone for each of which nothing is left to give.

    `documents` is the export of what stands in `kept`; `picked` are all articles that would be given.
    """
    return f"""
WITH touched AS MATERIALIZED ({changed}),
kept AS MATERIALIZED (SELECT * FROM ({picked}) given WHERE article_id IN (SELECT article_id FROM touched))
({documents})
UNION ALL (
  SELECT row_to_json(gone) FROM (
    SELECT article_id AS id, true AS deleted FROM touched
    WHERE article_id NOT IN (SELECT article_id FROM kept) ORDER BY article_id
  ) gone
)"""


KEPT = "SELECT * FROM kept ORDER BY article_id"
