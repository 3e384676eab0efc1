"""What was frozen to be cited. A complete release can only be withdrawn: the database refuses everything else."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FROZEN = """
CREATE FUNCTION refuse_altering_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND
     to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawn_reason}'::text[]
       = to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawn_reason}'::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'A release never changes; withdraw it, and make another.' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER release_is_frozen BEFORE UPDATE OR DELETE ON annotator_release
  FOR EACH ROW WHEN (OLD.built_at IS NOT NULL) EXECUTE FUNCTION refuse_altering_release();
CREATE FUNCTION refuse_altering_release_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.release_id] WHEN 'DELETE' THEN ARRAY[OLD.release_id]
    ELSE ARRAY[OLD.release_id, NEW.release_id] END;
BEGIN
  IF EXISTS (SELECT FROM annotator_release WHERE id = ANY (touched) AND built_at IS NOT NULL) THEN
    RAISE EXCEPTION 'A release never changes; withdraw it, and make another.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER release_file_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON annotator_releasefile
  FOR EACH ROW EXECUTE FUNCTION refuse_altering_release_file();
"""
SAME_PROJECT = """
ALTER TABLE annotator_release ADD CONSTRAINT release_scheme_same_project FOREIGN KEY (project_id, scheme_id)
  REFERENCES annotator_scheme (project_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
THAWED = """
DROP TRIGGER release_is_frozen ON annotator_release;
DROP FUNCTION refuse_altering_release();
DROP TRIGGER release_file_is_frozen ON annotator_releasefile;
DROP FUNCTION refuse_altering_release_file();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0011_saved_filters'),
        ('articles', '0011_corrected_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('filters', models.JSONField(default=dict)),
                ('words', models.TextField(blank=True)),
                ('sets', models.CharField(choices=[('all', 'All, also unfinished ones'), ('submitted', 'Submitted and gold'), ('gold', 'Only gold')], default='submitted', max_length=9)),
                ('split', models.CharField(choices=[('none', 'No split'), ('article', 'By article, at random'), ('time', 'By time, oldest first')], default='none', max_length=7)),
                ('seed', models.PositiveIntegerField(default=1)),
                ('shares', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=3)),
                ('rights', models.CharField(choices=[('full', 'Full text may be passed on'), ('quotes', 'Only tagged quotes may be passed on'), ('standoff', 'Only offsets may be passed on')], max_length=10)),
                ('failure', models.TextField(blank=True)),
                ('built_at', models.DateTimeField(blank=True, null=True)),
                ('counts', models.JSONField(default=dict)),
                ('manifest', models.JSONField(default=dict)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.job')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='articles.project')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotator.scheme')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('bytes', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveBigIntegerField(blank=True, null=True)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='annotator.release')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('project', 'number'), name='release_number_once'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='release_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('built_at', None), ('sha256', '')), models.Q(('built_at__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='release_built_has_digest'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None), ('withdrawn_reason', '')), models.Q(('built_at__isnull', False), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='release_withdrawn_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='releasefile',
            constraint=models.UniqueConstraint(fields=('release', 'name'), name='release_file_once'),
        ),
        migrations.AddConstraint(
            model_name='releasefile',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$')), name='release_file_name_stays_inside'),
        ),
        migrations.AddConstraint(
            model_name='releasefile',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='release_file_has_digest'),
        ),
        migrations.RunSQL(FROZEN, THAWED),
        migrations.RunSQL(SAME_PROJECT, migrations.RunSQL.noop),
    ]
