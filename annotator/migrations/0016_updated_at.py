"""When a reading, an actor or a topic last changed. Time spent on a reading is no change of it; a name of an actor is."""

from django.db import migrations, models
from django.db.models.functions import Now

NOTE = """
CREATE TRIGGER set_notes_update
  BEFORE UPDATE OF revision, owner_id, scheme_id, label, started_at, submitted_at, locked_at ON annotator_annotationset
  FOR EACH ROW EXECUTE FUNCTION note_update();
CREATE TRIGGER actor_notes_update BEFORE UPDATE ON annotator_actor FOR EACH ROW EXECUTE FUNCTION note_update();
CREATE TRIGGER topic_notes_update BEFORE UPDATE ON annotator_topic FOR EACH ROW EXECUTE FUNCTION note_update();
CREATE FUNCTION note_update_of_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE annotator_actor SET updated_at = clock_timestamp()
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.actor_id ELSE NEW.actor_id END;
  RETURN NULL;
END $$;
CREATE TRIGGER alias_notes_update AFTER INSERT OR UPDATE OR DELETE ON annotator_alias
  FOR EACH ROW EXECUTE FUNCTION note_update_of_actor();
CREATE TRIGGER affiliation_notes_update AFTER INSERT OR UPDATE OR DELETE ON annotator_affiliation
  FOR EACH ROW EXECUTE FUNCTION note_update_of_actor();
"""
FORGET = """
DROP TRIGGER affiliation_notes_update ON annotator_affiliation;
DROP TRIGGER alias_notes_update ON annotator_alias;
DROP FUNCTION note_update_of_actor();
DROP TRIGGER topic_notes_update ON annotator_topic;
DROP TRIGGER actor_notes_update ON annotator_actor;
DROP TRIGGER set_notes_update ON annotator_annotationset;
"""


class Migration(migrations.Migration):
    dependencies = [("annotator", "0015_rendered"), ("articles", "0015_updated_at")]
    operations = [
        *(
            migrations.AddField(model, "updated_at", models.DateTimeField(db_default=Now(), editable=False))
            for model in ("annotationset", "actor", "topic")
        ),
        migrations.AddIndex("annotationset", models.Index(fields=["project", "updated_at"], name="set_updated")),
        migrations.RunSQL(NOTE, FORGET),
    ]
