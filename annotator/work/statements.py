"""The SQL of saving: at most eight statements whatever the batch. Only `actions.py` runs the writing ones. Pure."""

from annotator.work.records import ATTRIBUTION_JSON, SPAN_JSON

LOCK = """
SELECT s.id, s.kind, s.owner_id, s.revision, s.submitted_at, s.locked_at, s.project_id, s.article_id, s.scheme_id,
  p.shared_sets, p.blind, a.text_sha256, CASE WHEN %(with_text)s THEN a.text ELSE '' END AS text, m.role
FROM annotator_annotationset s
JOIN articles_project p ON p.id = s.project_id
JOIN articles_article a ON a.id = s.article_id
JOIN articles_membership m ON m.project_id = s.project_id AND m.user_id = %(by)s AND m.left_at IS NULL
WHERE s.id = %(set)s AND (%(token_project)s::bigint IS NULL OR s.project_id = %(token_project)s)
FOR UPDATE OF s
"""

LOG = """
SELECT c.revision, c.seen, c.batch::text AS batch, c.undoes::text AS undoes, c.digest,
  c.operations::json AS operations, m.code AS by, c.at
FROM annotator_change c
JOIN annotator_annotationset s ON s.id = c.set_id
LEFT JOIN articles_membership m ON m.project_id = s.project_id AND m.user_id = c.by_id
WHERE c.set_id = %(set)s AND (c.revision > %(seen)s OR c.batch = %(batch)s OR c.batch = %(undoes)s)
ORDER BY c.revision
"""

LINKED_IN_SIGHT = """EXISTS (
  SELECT FROM annotator_actor alike
  JOIN annotator_span linked ON linked.actor_id = alike.id
  JOIN annotator_annotationset seen ON seen.id = linked.set_id
  WHERE (alike.id = actor.id OR alike.merged_into_id = actor.id) AND (seen.kind = 'suggested' OR seen.owner_id = %(by)s)
)"""
NAMED_BEFORE = """EXISTS (
  SELECT FROM annotator_change c WHERE c.set_id = %(set)s AND c.operations::text LIKE '%%' || actor.uuid::text || '%%'
)"""
"""Undoing may link again what is linked nowhere now."""

KNOWN = f"""
SELECT
  (SELECT coalesce(json_agg({SPAN_JSON}), '[]') FROM annotator_span s
    LEFT JOIN annotator_actor actor ON actor.id = s.actor_id
    LEFT JOIN annotator_topic topic ON topic.id = s.topic_id
    WHERE s.set_id = %(set)s AND s.uuid = ANY(%(spans)s)) AS spans,
  (SELECT coalesce(json_agg({ATTRIBUTION_JSON}), '[]') FROM annotator_attribution a WHERE a.id IN (
    SELECT id FROM annotator_attribution WHERE set_id = %(set)s AND uuid = ANY(%(attributions)s)
    UNION SELECT part.attribution_id FROM annotator_part part JOIN annotator_span span ON span.id = part.span_id
      WHERE span.set_id = %(set)s AND span.uuid = ANY(%(touched)s))) AS attributions,
  (SELECT coalesce(json_agg(json_build_array(uuid, article_id IS NULL OR article_id = %(article)s AND (
      %(sees_all)s OR created_by_id = %(by)s OR {LINKED_IN_SIGHT} OR {NAMED_BEFORE}))), '[]')
    FROM annotator_actor actor WHERE project_id = %(project)s AND uuid = ANY(%(actors)s)) AS actors,
  (SELECT coalesce(json_agg(uuid), '[]')
    FROM annotator_topic WHERE project_id = %(project)s AND uuid = ANY(%(topics)s)) AS topics,
  (SELECT coalesce(json_agg(id), '[]')
    FROM annotator_annotationset WHERE article_id = %(article)s AND id = ANY(%(sets)s)
      AND (%(sees_all)s OR kind = 'suggested' OR owner_id = %(by)s)) AS sets,
  (SELECT coalesce(json_agg(json_build_array(applies_to, name, kind, choices)), '[]')
    FROM annotator_field WHERE scheme_id = %(scheme)s) AS questions
"""

EARLIER = """
WITH RECURSIVE line(id) AS (
  SELECT derived_from_id FROM annotator_annotationset WHERE id = %(set)s
  UNION SELECT s.derived_from_id FROM annotator_annotationset s JOIN line ON s.id = line.id
) SELECT id FROM line WHERE id = ANY(%(asked)s)
"""

# In the order of their ids, so that two batches that make the same ones wait instead of deadlocking.
# An item of Wikidata is one actor of a project: who comes with one that is taken comes without.
PUT_REGISTRY = """
WITH actors AS (
  INSERT INTO annotator_actor (uuid, project_id, name, kind, wikidata_qid, article_id, created_at, created_by_id)
  SELECT id, %(project)s, name, kind,
    CASE WHEN kind = 'anonymous' OR again > 1 OR EXISTS (
      SELECT FROM annotator_actor WHERE project_id = %(project)s AND wikidata_qid = given.wikidata
        AND merged_into_id IS NULL) THEN '' ELSE coalesce(wikidata, '') END,
    CASE kind WHEN 'anonymous' THEN %(article)s::bigint END, now(), %(by)s
  FROM (
    SELECT *, row_number() OVER (PARTITION BY wikidata ORDER BY id) AS again
    FROM jsonb_to_recordset(%(actors)s) AS put (id uuid, name text, kind text, wikidata text)
  ) AS given ORDER BY id
  ON CONFLICT (project_id, uuid) DO NOTHING
)
INSERT INTO annotator_topic (uuid, project_id, name, code, definition, examples, created_at, created_by_id)
SELECT id, %(project)s, name, '', '', '', now(), %(by)s
FROM jsonb_to_recordset(%(topics)s) AS given (id uuid, name text) ORDER BY id
ON CONFLICT (project_id, uuid) DO NOTHING
"""

REMOVE = """
WITH parts AS (
  DELETE FROM annotator_part WHERE attribution_id IN (
    SELECT id FROM annotator_attribution WHERE set_id = %(set)s AND uuid = ANY(%(attributions)s))
), attributions AS (
  DELETE FROM annotator_attribution WHERE set_id = %(set)s AND uuid = ANY(%(deleted_attributions)s)
), spans AS (
  DELETE FROM annotator_span WHERE set_id = %(set)s AND uuid = ANY(%(deleted_spans)s)
)
INSERT INTO annotator_dismissal (set_id, from_set_id, uuid)
SELECT %(set)s, "set", id FROM jsonb_to_recordset(%(dismissed)s) AS given ("set" bigint, id uuid)
ON CONFLICT DO NOTHING
"""

# What was deleted and comes back takes its comments back, too.
PUT_SPANS = """
WITH put AS (
  INSERT INTO annotator_span
    (uuid, set_id, project_id, kind, fragments, quote, actor_id, topic_id, "values", taken_from)
  SELECT given.id, %(set)s, %(project)s, given.kind, given.fragments::int4multirange, given.quote,
    actor.id, topic.id, given."values", given."from"
  FROM jsonb_to_recordset(%(spans)s) AS given (
    id uuid, kind text, fragments text, quote text[], actor uuid, topic uuid, "values" jsonb, "from" jsonb)
  LEFT JOIN annotator_actor actor ON actor.project_id = %(project)s AND actor.uuid = given.actor
  LEFT JOIN annotator_topic topic ON topic.project_id = %(project)s AND topic.uuid = given.topic
  ON CONFLICT (set_id, uuid) DO UPDATE SET kind = EXCLUDED.kind, fragments = EXCLUDED.fragments,
    quote = EXCLUDED.quote, actor_id = EXCLUDED.actor_id, topic_id = EXCLUDED.topic_id,
    "values" = EXCLUDED."values", taken_from = EXCLUDED.taken_from
  RETURNING id, uuid
)
UPDATE annotator_comment AS comment SET span_id = put.id FROM put
WHERE comment.set_id = %(set)s AND comment.about_kind = 'span' AND comment.about = put.uuid AND comment.span_id IS NULL
"""

PUT_ATTRIBUTIONS = """
WITH put AS (
  INSERT INTO annotator_attribution (uuid, set_id, implicit_source, "values", note, taken_from)
  SELECT id, %(set)s, implicit_source, "values", note, "from"
  FROM jsonb_to_recordset(%(attributions)s) AS given (
    id uuid, implicit_source boolean, "values" jsonb, note text, "from" jsonb)
  ON CONFLICT (set_id, uuid) DO UPDATE SET implicit_source = EXCLUDED.implicit_source,
    "values" = EXCLUDED."values", note = EXCLUDED.note, taken_from = EXCLUDED.taken_from
  RETURNING id, uuid
), commented AS (
  UPDATE annotator_comment AS comment SET attribution_id = put.id FROM put
  WHERE comment.set_id = %(set)s AND comment.about_kind = 'attribution' AND comment.about = put.uuid
    AND comment.attribution_id IS NULL
)
INSERT INTO annotator_part (set_id, attribution_id, role, span_id, ordinal)
SELECT %(set)s, put.id, given.role, span.id, given.ordinal
FROM jsonb_to_recordset(%(parts)s) AS given (attribution uuid, role text, span uuid, ordinal smallint)
JOIN put ON put.uuid = given.attribution
JOIN annotator_span span ON span.set_id = %(set)s AND span.uuid = given.span
"""

# Time between two changes counts as work up to two minutes; a longer gap is a break. The clock is read under the set's
# lock: now() is when a transaction began, which may be before the one it waited for.
LOG_CHANGE = """
WITH moved AS (
  UPDATE annotator_annotationset SET revision = %(revision)s, started_at = coalesce(started_at, now()),
    active_seconds = active_seconds + coalesce((
      SELECT greatest(0, least(120, extract(epoch FROM clock_timestamp() - at)))::int FROM annotator_change
      WHERE set_id = %(set)s AND revision = %(revision)s - 1), 0)
  WHERE id = %(set)s
)
INSERT INTO annotator_change (set_id, revision, seen, batch, digest, undoes, by_id, at, operations, inverse)
VALUES (%(set)s, %(revision)s, %(seen)s, %(batch)s, %(digest)s, %(undoes)s, %(by)s, clock_timestamp(),
  %(operations)s, %(inverse)s)
"""
