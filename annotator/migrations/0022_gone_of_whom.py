from django.db import migrations, models

WITH_OWNER = """
CREATE OR REPLACE FUNCTION note_gone_sets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO annotator_gone (project_id, article_id, kind, owner_id)
    SELECT project_id, article_id, kind, owner_id FROM deleted;
  RETURN NULL;
END $$;
"""
WITHOUT = """
CREATE OR REPLACE FUNCTION note_gone_sets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO annotator_gone (project_id, article_id) SELECT project_id, article_id FROM deleted;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0021_keys_implied'),
    ]

    operations = [
        migrations.AddField(
            model_name='gone',
            name='kind',
            field=models.CharField(blank=True, db_default='', max_length=9),
        ),
        migrations.AddField(
            model_name='gone',
            name='owner',
            field=models.BigIntegerField(blank=True, db_column='owner_id', null=True),
        ),
        migrations.RunSQL(WITH_OWNER, WITHOUT),
    ]
