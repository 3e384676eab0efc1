"""What the API remembers between requests. What may be forgotten after a crash is kept out of the log of the database."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_corrected_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=80)),
                ('window', models.BigIntegerField()),
                ('hits', models.PositiveBigIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['window'], name='hits_window')],
                'constraints': [models.UniqueConstraint(fields=('who', 'window'), name='hits_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('caller', models.CharField(max_length=60)),
                ('route', models.CharField(max_length=300)),
                ('key', models.CharField(max_length=255)),
                ('digest', models.CharField(max_length=64)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField(default=b'')),
                ('secret', models.BooleanField(default=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['started_at'], name='answer_kept_since')],
                'constraints': [models.UniqueConstraint(fields=('caller', 'route', 'key'), name='answer_kept_once')],
            },
        ),
        migrations.RunSQL("ALTER TABLE articles_hits SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE articles_cache (
              cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
            CREATE INDEX articles_cache_expires ON articles_cache (expires);
            """,
            "DROP TABLE articles_cache",
        ),
    ]
