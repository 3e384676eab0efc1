"""When what was rendered may be read, and how what is missing is found. Pure SQL text."""

FORM = 1
"""How spans and attributions are written. Whoever changes what `lines` says of them counts this up."""


def fresh(reading: str, *, quoted: bool, ready: str = "ready") -> str:
    """The condition under which the row `ready` says what the set `reading` is now, in the same snapshot."""
    return (
        f"{ready}.set_id = {reading}.id AND {ready}.revision = {reading}.revision AND {ready}.form = {FORM}"
        f" AND {ready}.quoted = {str(quoted).lower()}"
    )


MERGED = """(
  EXISTS (SELECT FROM annotator_actor WHERE id = ANY (ready.actors) AND merged_into_id IS NOT NULL)
  OR EXISTS (SELECT FROM annotator_topic WHERE id = ANY (ready.topics) AND merged_into_id IS NOT NULL))"""
"""Whether somebody named in `ready` has become somebody else since: then the spans are built anew."""

MISSING = f"""
SELECT s.id FROM annotator_annotationset s JOIN articles_project p ON p.id = s.project_id
LEFT JOIN annotator_rendered ready ON ready.set_id = s.id AND ready.revision = s.revision AND ready.form = {FORM}
  AND ready.quoted = (p.text_rights <> 'standoff')
WHERE s.project_id = %s AND (s.submitted_at IS NOT NULL OR s.locked_at IS NOT NULL) AND ready.set_id IS NULL
  AND s.id > %s
ORDER BY s.id LIMIT %s"""

PROJECTS = f"""
SELECT p.id FROM articles_project p WHERE EXISTS (
  SELECT FROM annotator_annotationset s
  WHERE s.project_id = p.id AND (s.submitted_at IS NOT NULL OR s.locked_at IS NOT NULL) AND NOT EXISTS (
    SELECT FROM annotator_rendered ready
    WHERE ready.set_id = s.id AND ready.revision = s.revision AND ready.form = {FORM}
      AND ready.quoted = (p.text_rights <> 'standoff')))"""

STORE = """
INSERT INTO annotator_rendered (set_id, revision, form, quoted, actors, topics, spans, attributions)
SELECT s.id, s.revision, {form}, {quoted},
  ARRAY(SELECT DISTINCT actor_id FROM annotator_span WHERE set_id = s.id AND actor_id IS NOT NULL ORDER BY 1),
  ARRAY(SELECT DISTINCT topic_id FROM annotator_span WHERE set_id = s.id AND topic_id IS NOT NULL ORDER BY 1),
  coalesce(({spans}), '[]'), coalesce(({attributions}), '[]')
FROM annotator_annotationset s WHERE s.id = ANY (%s)
ON CONFLICT (set_id) DO UPDATE SET revision = EXCLUDED.revision, form = EXCLUDED.form, quoted = EXCLUDED.quoted,
  actors = EXCLUDED.actors, topics = EXCLUDED.topics, spans = EXCLUDED.spans, attributions = EXCLUDED.attributions"""
