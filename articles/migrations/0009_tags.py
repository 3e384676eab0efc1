"""Tags, orders to sort in, sketches by which similar texts are found, and the events of one article."""

from datetime import UTC, datetime

import django.contrib.postgres.fields
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Coalesce, Left, Lower

from articles.similar import sketch

BATCH = 500
BY_DATE = Coalesce("published_at", Value(datetime(1, 1, 1, tzinfo=UTC), models.DateTimeField()))


def sketch_all(apps, schema_editor):
    """Half a millisecond an article; before the index, which is then built once."""
    article = apps.get_model("articles", "Article")
    last = 0
    while rows := list(article.objects.filter(pk__gt=last).only("pk", "text").order_by("pk")[:BATCH]):
        for row in rows:
            row.sketch = sketch(row.text)
        article.objects.bulk_update(rows, ["sketch"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_search_by_language")]
    operations = [
        migrations.AddField(
            "article",
            "tags",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            "article",
            "sketch",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), blank=True, editable=False, null=True, size=None
            ),
        ),
        migrations.RunPython(sketch_all, migrations.RunPython.noop),
        migrations.AddIndex("article", models.Index("project", BY_DATE, "id", name="article_by_date")),
        migrations.AddIndex(
            "article", models.Index("project", Lower(Left("title", 100)), "id", name="article_by_title")
        ),
        migrations.AddIndex("article", GinIndex(fields=["tags"], name="article_tags")),
        migrations.AddIndex("article", GinIndex(fields=["sketch"], name="article_sketch")),
        migrations.AddIndex(
            "event", GinIndex(fields=["detail"], opclasses=["jsonb_path_ops"], name="event_detail")
        ),
    ]
