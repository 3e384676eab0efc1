"""A text of hyphenated words in rare letters filled a tsvector: less of a text is searched."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Left


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_uploads_in_pages")]
    operations = [
        migrations.RemoveIndex("article", "article_search"),
        migrations.RemoveField("article", "search"),  # the expression of a generated column cannot be altered
        migrations.AddField(
            "article",
            "search",
            models.GeneratedField(
                expression=SearchVector("title", Left("text", 100_000), config="simple"),
                output_field=SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex("article", GinIndex(fields=["search"], name="article_search")),
    ]
