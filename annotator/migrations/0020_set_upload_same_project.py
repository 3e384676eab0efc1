"""An imported reading came with a file of its own project; the database holds to that by itself."""

from django.db import migrations

KEY = """
ALTER TABLE annotator_annotationset ADD CONSTRAINT set_upload_same_project FOREIGN KEY (project_id, upload_id)
  REFERENCES articles_upload (project_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
FORGET = "ALTER TABLE annotator_annotationset DROP CONSTRAINT set_upload_same_project;"


class Migration(migrations.Migration):
    dependencies = [("annotator", "0019_links_end_with_tokens"), ("articles", "0002_guards")]
    operations = [migrations.RunSQL(KEY, FORGET)]
