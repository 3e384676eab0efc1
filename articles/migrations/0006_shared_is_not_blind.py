"""Who may change a reading has to see it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_search_always_fits")]
    operations = [
        migrations.AddConstraint(
            "project",
            models.CheckConstraint(condition=~Q(blind=True, shared_sets=True), name="project_shared_is_not_blind"),
        ),
    ]
