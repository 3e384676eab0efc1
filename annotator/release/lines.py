"""The SQL of an export: one article a line for JSONL, one span a row for CSV.

Everything about an article is gathered by subqueries that follow indexes from its id, below a driving list that
is sorted while it is still narrow. So the first line comes at once and no plan sorts or hashes the texts,
whatever the statistics say.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from annotator.release.changed import statements as changes
from annotator.release.filters import Selection
from annotator.release.rendered.statements import MERGED, fresh
from articles.access import GRANTS, Can, Role
from articles.models import Project, User

FRAGMENTS = "translate({0}.fragments::text, '{{}})', '[]]')::json"
ROLES = ("source", "cue", "content", "addressee", "supplement")
JOINED = "' … '"
TextRights = Project.TextRights


def jsonl(selection: Selection) -> str:
    """A SELECT of one JSON document an article, by article id."""
    return _documents(selection)


def labelled(selection: Selection) -> str:
    """The same with the labels of readings that files brought, and the notes on attributions."""
    return _documents(selection, labelled=True)


def changed_since(selection: Selection, by: User, xmin: int) -> str:
    """The same of the articles whose line may have changed since the transaction `xmin`, and tombstones."""
    project = selection.project
    role = by.role_in(project)
    sees_all = not project.blind or role in (*GRANTS[Can.SEE_EVERY_SET], Role.RESEARCHER)
    seen = "true" if sees_all else f"(s.owner_id = {by.pk:d} OR s.kind = 'suggested')"
    known = "true" if sees_all else f"(g.kind IN ('', 'suggested') OR g.owner_id = {by.pk:d})"
    changed = changes.touched(project=project.pk, by=by.pk, since=xmin, seen=seen, known=known)
    return changes.changes(_documents(selection, picked=changes.KEPT), _picked(selection), changed)


def _documents(selection: Selection, *, labelled: bool = False, picked: str = "") -> str:
    full = selection.project.text_rights == TextRights.FULL
    text = "a.text," if full else ""
    metadata = "a.metadata" if full else "'{}'::jsonb AS metadata"  # a file may have brought the text there, too
    return f"""
SELECT row_to_json(line) FROM (
  SELECT a.id, a.external_id, p.slug AS project, a.title, a.outlet, a.byline, a.url, a.language, a.published_at,
    {metadata}, a.text_sha256, {text}
    coalesce(({_sets(selection, labelled)}), '[]') AS sets,
    coalesce(({_actors(selection)}), '{{}}') AS actors,
    coalesce(({_topics(selection)}), '{{}}') AS topics
  FROM ({picked or _picked(selection)}) picked
  CROSS JOIN LATERAL (SELECT * FROM articles_article WHERE id = picked.article_id OFFSET 0) a
  JOIN articles_project p ON p.id = a.project_id
  ORDER BY picked.article_id
) line"""


def csv(selection: Selection) -> str:
    """A SELECT of one span a row, by article, set and position."""
    text = "NULL" if selection.project.text_rights == TextRights.STANDOFF else f"array_to_string(sp.quote, {JOINED})"
    return f"""
SELECT a.id AS article_id, a.external_id, a.title, a.outlet, a.language, {_instant("a.published_at")} AS published_at,
  s.id AS set_id, s.kind AS set_kind, {annotator("s")} AS annotator, s.revision,
  sp.uuid AS span_id, sp.kind, lower(sp.fragments) AS start, upper(sp.fragments) AS "end",
  {FRAGMENTS.format("sp")} AS fragments, {text} AS text,
  actor.uuid AS actor_id, actor.name AS actor_name, topic.uuid AS topic_id, topic.name AS topic_name,
  sp."values", sp.attribution_ids, sp.roles
FROM ({_picked(selection)}) picked
CROSS JOIN LATERAL (
  SELECT id, external_id, title, outlet, language, published_at
  FROM articles_article WHERE id = picked.article_id OFFSET 0
) a
CROSS JOIN LATERAL (
  SELECT * FROM annotator_annotationset WHERE id = ANY (picked.sets) ORDER BY id
) s
CROSS JOIN LATERAL (
  SELECT sp.*, played.attribution_ids, played.roles
  FROM annotator_span sp
  LEFT JOIN (
    SELECT pt.span_id, string_agg(at.uuid::text, ';' ORDER BY at.uuid, pt.role) AS attribution_ids,
      string_agg(pt.role, ';' ORDER BY at.uuid, pt.role) AS roles
    FROM annotator_part pt JOIN annotator_attribution at ON at.id = pt.attribution_id
    WHERE pt.set_id = s.id GROUP BY pt.span_id
  ) played ON played.span_id = sp.id
  WHERE sp.set_id = s.id {matching(selection)}
  ORDER BY sp.fragments, sp.uuid
) sp
LEFT JOIN LATERAL ({resolved("actor", "sp.actor_id", "uuid, name")}) actor ON true
LEFT JOIN LATERAL ({resolved("topic", "sp.topic_id", "uuid, name")}) topic ON true"""


def compiled(rows: QuerySet[Any, Any]) -> str:
    """A queryset as SQL with its parameters written in, quoted by the database driver."""
    return str(connection.ops.compose_sql(*rows.query.sql_with_params()))  # type: ignore[attr-defined]


def matching(selection: Selection, span: str = "sp") -> str:
    """What a span must be to count, as further conditions. Only numbers and our own words are written in."""
    conditions = [
        (f"{span}.kind", [f"'{kind}'" for kind in selection.kinds] if selection.kinds else None),
        (f"{span}.actor_id", selection.actors),
        (f"{span}.topic_id", selection.topics),
    ]
    return " ".join(f"AND {column} IN ({', '.join(map(str, those))})" for column, those in conditions if those)


def annotator(reading: str) -> str:
    """The pseudonym of who owns a set."""
    return (
        f"(SELECT code FROM articles_membership WHERE project_id = {reading}.project_id"
        f" AND user_id = {reading}.owner_id)"
    )


def resolved(what: str, key: str, columns: str = "uuid") -> str:
    """The actor or topic that is meant now, after merging; chains of merges are kept flat."""
    remaining = f"SELECT coalesce(merged_into_id, id) FROM annotator_{what} WHERE id = {key}"
    return f"SELECT {columns} FROM annotator_{what} WHERE id = ({remaining})"


def tagged(what: str, key: str) -> str:
    """The actor or topic that was tagged, whatever it was merged into since."""
    return f"SELECT uuid FROM annotator_{what} WHERE id = {key}"


def attributions(set_id: str) -> str:
    """A SELECT of a set's attributions: its parts by role, `said` (all its content) and `whole` (source, cue, too)."""
    lists = ", ".join(
        f"array_agg(part_span.uuid ORDER BY pt.ordinal) FILTER (WHERE pt.role = '{role}') AS {role}" for role in ROLES
    )
    return f"""
SELECT at.id, at.uuid, at.implicit_source, at."values", at.note, at.set_id,
  {", ".join(f"coalesce(parts.{role}, '{{}}') AS {role}" for role in ROLES)}, parts.said, parts.whole
FROM annotator_attribution at LEFT JOIN (
  SELECT pt.attribution_id, {lists},
    range_agg(part_span.fragments) FILTER (WHERE pt.role = 'content') AS said,
    range_agg(part_span.fragments) FILTER (WHERE pt.role IN ('source', 'cue', 'content')) AS whole
  FROM annotator_part pt JOIN annotator_span part_span ON part_span.id = pt.span_id
  WHERE pt.set_id = {set_id} GROUP BY pt.attribution_id
) parts ON parts.attribution_id = at.id
WHERE at.set_id = {set_id}"""


def innermost(condition: str) -> str:
    """The uuid of the attribution `around` with the shortest content for which `condition` holds."""
    return f"""
SELECT around.uuid FROM known around WHERE {condition}
ORDER BY (SELECT sum(upper(piece) - lower(piece)) FROM unnest(around.said) piece), lower(around.said), around.uuid
LIMIT 1"""


PARENT = innermost("around.said @> own.whole AND around.said <> own.whole")
"""Containing something else than itself is being longer, so no length has to be compared."""


def _picked(selection: Selection) -> str:
    """The articles to give, by id, each with the ids of the sets to show."""
    chosen = f"""
SELECT article_id, array_agg(id) AS sets
FROM ({compiled(selection.kept_sets().order_by().values("article_id", "id"))}) chosen GROUP BY article_id"""
    if not selection.empty:
        return f"{chosen} ORDER BY article_id"
    return f"""
SELECT every.id AS article_id, coalesce(with_sets.sets, '{{}}') AS sets
FROM ({compiled(selection.articles.order_by().values("id"))}) every
LEFT JOIN ({chosen}) with_sets ON with_sets.article_id = every.id ORDER BY every.id"""


def spans(*, quoted: bool, matching: str = "", as_tagged: bool = False) -> str:
    """A SELECT of the spans of the set `s` as one JSON array; `as_tagged` names actors and topics before merging."""
    shown = f"sp.quote, {_joined('sp')} AS text," if quoted else ""
    named = tagged if as_tagged else resolved
    return f"""
SELECT json_agg(row_to_json(span)) FROM (
  SELECT sp.uuid AS id, sp.kind, {FRAGMENTS.format("sp")} AS fragments, {shown}
    ({named("actor", "sp.actor_id")}) AS actor,
    ({named("topic", "sp.topic_id")}) AS topic, sp."values"
  FROM annotator_span sp WHERE sp.set_id = s.id {matching} ORDER BY sp.fragments, sp.uuid
) span"""


def set_attributions(touched: str = "", *, labelled: bool = False) -> str:
    """A SELECT of the attributions of the set `s` as one JSON array."""
    return f"""
WITH known AS MATERIALIZED ({attributions("s.id")})
SELECT json_agg(row_to_json(attribution)) FROM (
  SELECT own.uuid AS id, ({PARENT}) AS parent, {", ".join(f"own.{role}" for role in ROLES)},
    own.implicit_source, own."values"{", own.note" if labelled else ""}
  FROM known own {touched} ORDER BY own.whole NULLS LAST, own.uuid
) attribution"""


def _sets(selection: Selection, labelled: bool) -> str:
    found, said, ready = _spans(selection), _attributions(selection, labelled), ""
    if not selection.narrow:
        ready = f"LEFT JOIN annotator_rendered ready ON {fresh('s', quoted=_quoted(selection))}"
        found = f"CASE WHEN ready.set_id IS NULL OR {MERGED} THEN ({found}) ELSE ready.spans END"
        if not labelled:
            said = f"CASE WHEN ready.set_id IS NULL THEN ({said}) ELSE ready.attributions END"
    return f"""
SELECT json_agg(row_to_json(one)) FROM (
  SELECT s.id, s.kind, {annotator("s")} AS annotator,{" s.label," if labelled else ""}
    (SELECT version FROM annotator_scheme WHERE id = s.scheme_id) AS scheme, s.revision, s.submitted_at,
    coalesce(({found}), '[]') AS spans, coalesce(({said}), '[]') AS attributions
  FROM annotator_annotationset s {ready} WHERE s.id = ANY (picked.sets) ORDER BY s.id
) one"""


def _quoted(selection: Selection) -> bool:
    return selection.project.text_rights != TextRights.STANDOFF


def _spans(selection: Selection) -> str:
    return spans(quoted=_quoted(selection), matching=matching(selection))


def _joined(span: str) -> str:
    return f"array_to_string({span}.quote, {JOINED})"


def _attributions(selection: Selection, labelled: bool) -> str:
    touched = f"""
WHERE EXISTS (
  SELECT FROM annotator_part pt JOIN annotator_span sp ON sp.id = pt.span_id
  WHERE pt.attribution_id = own.id {matching(selection)})"""
    return set_attributions(touched if selection.narrow else "", labelled=labelled)


def _actors(selection: Selection) -> str:
    return f"""
SELECT json_object_agg(one.uuid, (SELECT row_to_json(shown) FROM (SELECT one.name, one.kind, one.wikidata) shown))
FROM (
  SELECT DISTINCT now.uuid, now.name, now.kind, nullif(now.wikidata_qid, '') AS wikidata
  FROM ({_named(selection, "actor")}) sp JOIN annotator_actor was ON was.id = sp.actor_id
  JOIN annotator_actor now ON now.id = coalesce(was.merged_into_id, was.id) ORDER BY now.uuid
) one"""


def _topics(selection: Selection) -> str:
    return f"""
SELECT json_object_agg(one.uuid, (SELECT row_to_json(shown) FROM (SELECT one.name, one.code, one.parent) shown))
FROM (
  SELECT DISTINCT now.uuid, now.name, now.code, ({resolved("topic", "now.parent_id")}) AS parent
  FROM ({_named(selection, "topic")}) sp JOIN annotator_topic was ON was.id = sp.topic_id
  JOIN annotator_topic now ON now.id = coalesce(was.merged_into_id, was.id) ORDER BY now.uuid
) one"""


def _named(selection: Selection, what: str) -> str:
    """The keys of the actors or topics that an article's spans name, out of what is rendered where it is."""
    plain = f"SELECT sp.{what}_id FROM annotator_span sp WHERE sp.set_id = ANY (picked.sets) {matching(selection)}"
    if selection.narrow:
        return plain
    ready = f"annotator_rendered ready WHERE {fresh('s', quoted=_quoted(selection))}"
    return f"""
SELECT named.{what}_id FROM annotator_annotationset s CROSS JOIN LATERAL (
  SELECT unnest(ready.{what}s) AS {what}_id FROM {ready}
  UNION ALL
  SELECT sp.{what}_id FROM annotator_span sp WHERE sp.set_id = s.id AND NOT EXISTS (SELECT FROM {ready})
) named WHERE s.id = ANY (picked.sets)"""


def _instant(column: str) -> str:
    """As JSON writes it: 2024-05-01T12:00:00+00:00."""
    return f"to_json({column}) #>> '{{}}'"
