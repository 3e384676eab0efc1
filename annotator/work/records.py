"""A set's spans and attributions as the `put` operations that would make them, built by PostgreSQL. Pure SQL text."""

from annotator.work.operations import ROLES

SPAN_JSON = """json_build_object('put', 'span', 'id', s.uuid, 'kind', s.kind,
  'fragments', translate(s.fragments::text, '{})', '[]]')::json, 'quote', s.quote, 'actor', actor.uuid,
  'topic', topic.uuid, 'values', s.values, 'from', s.taken_from)"""

_PART = """coalesce((SELECT json_agg(span.uuid ORDER BY part.ordinal) FROM annotator_part part
  JOIN annotator_span span ON span.id = part.span_id
  WHERE part.attribution_id = a.id AND part.role = '{role}'), '[]')"""
_PARTS = ", ".join(f"'{role}', {_PART.format(role=role)}" for role in ROLES)
ATTRIBUTION_JSON = f"""json_build_object('put', 'attribution', 'id', a.uuid, {_PARTS},
  'implicit_source', a.implicit_source, 'values', a.values, 'note', a.note, 'from', a.taken_from)"""

WHOLE_SET = f"""SELECT
  (SELECT coalesce(json_agg({SPAN_JSON} ORDER BY lower(s.fragments), s.id), '[]') FROM annotator_span s
    LEFT JOIN annotator_actor actor ON actor.id = s.actor_id
    LEFT JOIN annotator_topic topic ON topic.id = s.topic_id WHERE s.set_id = %(set)s) AS spans,
  (SELECT coalesce(json_agg({ATTRIBUTION_JSON} ORDER BY a.id), '[]')
    FROM annotator_attribution a WHERE a.set_id = %(set)s) AS attributions"""

NAMES = """SELECT
  (SELECT coalesce(json_object_agg(actor.uuid, json_build_object('name', final.name, 'kind', final.kind)), '{}')
    FROM annotator_actor actor JOIN annotator_actor final ON final.id = coalesce(actor.merged_into_id, actor.id)
    WHERE actor.id IN (SELECT actor_id FROM annotator_span WHERE set_id = %(set)s)) AS actors,
  (SELECT coalesce(json_object_agg(topic.uuid, json_build_object('name', final.name, 'code', final.code)), '{}')
    FROM annotator_topic topic JOIN annotator_topic final ON final.id = coalesce(topic.merged_into_id, topic.id)
    WHERE topic.id IN (SELECT topic_id FROM annotator_span WHERE set_id = %(set)s)) AS topics"""
