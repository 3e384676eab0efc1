from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0002_guards"),
        ("articles", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.UniqueConstraint(
                condition=~Q(wikidata_qid="") & Q(merged_into=None),
                fields=("project", "wikidata_qid"),
                name="actor_wikidata_once",
            ),
        ),
    ]
