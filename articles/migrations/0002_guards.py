"""What the database refuses by itself: changing a text, altering the log of events, pointing across projects."""

from django.db import migrations

TEXT_IS_IMMUTABLE = """
CREATE FUNCTION refuse_text_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The text of an article never changes; upload a revision.' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER article_text_is_immutable BEFORE UPDATE OF text, text_sha256, paragraphs, sentences, project_id
  ON articles_article FOR EACH ROW
  WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.text_sha256 IS DISTINCT FROM NEW.text_sha256
        OR OLD.paragraphs IS DISTINCT FROM NEW.paragraphs OR OLD.sentences IS DISTINCT FROM NEW.sentences
        OR OLD.project_id IS DISTINCT FROM NEW.project_id)
  EXECUTE FUNCTION refuse_text_change();
"""
EVENTS_ARE_APPEND_ONLY = """
CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The log is append-only.' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON articles_event
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
"""
SAME_PROJECT = """
ALTER TABLE articles_article ADD CONSTRAINT article_project_id_key UNIQUE (project_id, id);
ALTER TABLE articles_upload ADD CONSTRAINT upload_project_id_key UNIQUE (project_id, id);
ALTER TABLE articles_article ADD CONSTRAINT article_upload_same_project FOREIGN KEY (project_id, upload_id)
  REFERENCES articles_upload (project_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_article ADD CONSTRAINT article_supersedes_same_project FOREIGN KEY (project_id, supersedes_id)
  REFERENCES articles_article (project_id, id) DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [
        migrations.RunSQL(
            TEXT_IS_IMMUTABLE,
            "DROP TRIGGER article_text_is_immutable ON articles_article; DROP FUNCTION refuse_text_change();",
        ),
        migrations.RunSQL(
            EVENTS_ARE_APPEND_ONLY,
            "DROP TRIGGER event_is_append_only ON articles_event; DROP FUNCTION refuse_rewriting_history();",
        ),
        migrations.RunSQL(SAME_PROJECT, migrations.RunSQL.noop),
    ]
