"""What cannot be seen in the rows that are left: that some were deleted."""

from django.db import models
from django.db.models import Func

from annotator.work.fields import TransactionIdField


class Gone(models.Model):
    """An article that was deleted, or lost a set. Written by triggers of the database, whoever deletes.

    Plain numbers: the article may be gone, and a relation would make it one that is still needed. `kind` and `owner`
    are those of the set, since not everybody may know of it; an article's own end has no kind.
    """

    project = models.BigIntegerField(db_column="project_id")
    article = models.BigIntegerField(db_column="article_id")
    kind = models.CharField(max_length=9, blank=True, db_default="")
    owner = models.BigIntegerField(db_column="owner_id", null=True, blank=True)
    xact = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="gone_in_project")]
