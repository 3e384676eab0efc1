"""What the database refuses by itself: rows that point across sets or projects, bad fragments, a rewritten log."""

from django.db import migrations

FRAGMENTS = """
ALTER TABLE annotator_span ADD CONSTRAINT span_fragments_bounded CHECK (
  NOT isempty(fragments) AND NOT lower_inf(fragments) AND NOT upper_inf(fragments) AND lower(fragments) >= 0);
"""
KEYS = """
ALTER TABLE annotator_annotationset ADD CONSTRAINT set_project_id_key UNIQUE (project_id, id);
ALTER TABLE annotator_annotationset ADD CONSTRAINT set_article_id_key UNIQUE (article_id, id);
ALTER TABLE annotator_scheme ADD CONSTRAINT scheme_project_id_key UNIQUE (project_id, id);
ALTER TABLE annotator_actor ADD CONSTRAINT actor_project_id_key UNIQUE (project_id, id);
ALTER TABLE annotator_topic ADD CONSTRAINT topic_project_id_key UNIQUE (project_id, id);
ALTER TABLE annotator_span ADD CONSTRAINT span_set_id_key UNIQUE (set_id, id);
ALTER TABLE annotator_attribution ADD CONSTRAINT attribution_set_id_key UNIQUE (set_id, id);
"""
REGISTRY = """
ALTER TABLE annotator_actor
  ADD CONSTRAINT actor_article_same_project FOREIGN KEY (project_id, article_id)
    REFERENCES articles_article (project_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT actor_parent_same_project FOREIGN KEY (project_id, parent_id)
    REFERENCES annotator_actor (project_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT actor_merged_same_project FOREIGN KEY (project_id, merged_into_id)
    REFERENCES annotator_actor (project_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE annotator_topic
  ADD CONSTRAINT topic_parent_same_project FOREIGN KEY (project_id, parent_id)
    REFERENCES annotator_topic (project_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT topic_merged_same_project FOREIGN KEY (project_id, merged_into_id)
    REFERENCES annotator_topic (project_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
WORK = """
ALTER TABLE annotator_annotationset
  ADD CONSTRAINT set_article_same_project FOREIGN KEY (project_id, article_id)
    REFERENCES articles_article (project_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT set_scheme_same_project FOREIGN KEY (project_id, scheme_id)
    REFERENCES annotator_scheme (project_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE annotator_span
  ADD CONSTRAINT span_set_same_project FOREIGN KEY (project_id, set_id)
    REFERENCES annotator_annotationset (project_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT span_actor_same_project FOREIGN KEY (project_id, actor_id)
    REFERENCES annotator_actor (project_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT span_topic_same_project FOREIGN KEY (project_id, topic_id)
    REFERENCES annotator_topic (project_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE annotator_part
  ADD CONSTRAINT part_attribution_same_set FOREIGN KEY (set_id, attribution_id)
    REFERENCES annotator_attribution (set_id, id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT part_span_same_set FOREIGN KEY (set_id, span_id)
    REFERENCES annotator_span (set_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
FROZEN = """
CREATE TRIGGER change_is_append_only BEFORE UPDATE ON annotator_change
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE FUNCTION refuse_changing_published_scheme() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.scheme_id ELSE NEW.scheme_id END;
BEGIN
  IF EXISTS (SELECT FROM annotator_scheme WHERE id = touched AND published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'A published scheme never changes.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER field_of_published_scheme_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON annotator_field
  FOR EACH ROW EXECUTE FUNCTION refuse_changing_published_scheme();
CREATE TRIGGER published_scheme_is_frozen BEFORE UPDATE ON annotator_scheme
  FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_rewriting_history();
"""


class Migration(migrations.Migration):
    dependencies = [("annotator", "0001_initial"), ("articles", "0002_guards")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (FRAGMENTS, KEYS, REGISTRY, WORK, FROZEN)]
