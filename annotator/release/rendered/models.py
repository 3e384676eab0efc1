"""What was built once to be read by many exports. Nothing here is a fact: all of it can be built again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotator.release.rendered.fields import WrittenJsonField


class Rendered(models.Model):
    """The spans and attributions of one set at one revision, as a line of the canonical export has them.

    It counts only while `revision` is the set's, `form` is how this program writes, and `quoted` is what the project's
    rights say. Actors and topics stand under the keys they were tagged with; `actors` and `topics` name them all.
    The set is a plain number, with a foreign key of the database that lets the row go with it: it is no relation that
    would make a set one that is still needed.
    """

    set = models.BigIntegerField(primary_key=True, db_column="set_id")
    revision = models.PositiveIntegerField()
    form = models.PositiveSmallIntegerField()
    quoted = models.BooleanField()
    actors = ArrayField(models.BigIntegerField())
    topics = ArrayField(models.BigIntegerField())
    spans = WrittenJsonField()
    attributions = WrittenJsonField()
