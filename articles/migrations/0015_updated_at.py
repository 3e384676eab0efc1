"""When an article last changed, for who keeps a copy: a trigger notes it, whoever writes and however."""

from django.db import migrations, models
from django.db.models.functions import Now

NOTE = """
CREATE FUNCTION note_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER article_notes_update BEFORE UPDATE ON articles_article FOR EACH ROW EXECUTE FUNCTION note_update();
"""
FORGET = "DROP TRIGGER article_notes_update ON articles_article; DROP FUNCTION note_update();"


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_log_indexes")]
    operations = [
        migrations.AddField("article", "updated_at", models.DateTimeField(db_default=Now(), editable=False)),
        migrations.AddIndex("article", models.Index(fields=["project", "updated_at"], name="article_updated")),
        migrations.RunSQL(NOTE, FORGET),
    ]
