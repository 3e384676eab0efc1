"""A text is searched in its own language; titles weigh more than texts."""

from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchConfig, SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models import F, Func, Q
from django.db.models.functions import Left

CONFIG = """
CREATE FUNCTION article_search_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
CASE lower(split_part(language, '-', 1))
  WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
  WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
  WHEN 'da' THEN 'pg_catalog.danish'::regconfig
  WHEN 'de' THEN 'pg_catalog.german'::regconfig
  WHEN 'el' THEN 'pg_catalog.greek'::regconfig
  WHEN 'en' THEN 'pg_catalog.english'::regconfig
  WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
  WHEN 'eu' THEN 'pg_catalog.basque'::regconfig
  WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
  WHEN 'fr' THEN 'pg_catalog.french'::regconfig
  WHEN 'ga' THEN 'pg_catalog.irish'::regconfig
  WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig
  WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
  WHEN 'hy' THEN 'pg_catalog.armenian'::regconfig
  WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig
  WHEN 'it' THEN 'pg_catalog.italian'::regconfig
  WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
  WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
  WHEN 'ne' THEN 'pg_catalog.nepali'::regconfig
  WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
  WHEN 'nn' THEN 'pg_catalog.norwegian'::regconfig
  WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig
  WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
  WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig
  WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
  WHEN 'sr' THEN 'pg_catalog.serbian'::regconfig
  WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
  WHEN 'ta' THEN 'pg_catalog.tamil'::regconfig
  WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
  WHEN 'yi' THEN 'pg_catalog.yiddish'::regconfig
  ELSE 'pg_catalog.simple'::regconfig
END;
"""


def in_its_language(what, weight):
    config = SearchConfig(Func(F("language"), function="article_search_config"))
    return SearchVector(what, config=config, weight=weight)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_shared_is_not_blind")]
    operations = [
        migrations.RunSQL(CONFIG, "DROP FUNCTION article_search_config(text);"),
        migrations.RemoveIndex("article", "article_search"),
        migrations.RemoveField("article", "search"),  # the expression of a generated column cannot be altered
        migrations.AddField(
            "article",
            "search",
            models.GeneratedField(
                expression=in_its_language("title", "A") + in_its_language(Left("text", 100_000), "B"),
                output_field=SearchVectorField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex("article", GinIndex(fields=["search"], name="article_search")),
        migrations.AddIndex(
            "article",
            models.Index(fields=["project", "external_id"], condition=~Q(external_id=""), name="article_own_id"),
        ),
        migrations.AddIndex("article", HashIndex(fields=["url"], condition=~Q(url=""), name="article_url")),
    ]
