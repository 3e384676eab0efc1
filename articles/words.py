"""What modules without a framework need to say a sentence in the reader's language.

A worker has no reader: what it keeps is English, and is translated where it is shown.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

__all__ = ["_", "gettext_noop", "ngettext"]

# What the database and the API know by these words, pages say in the reader's language.
VALUES = (
    gettext_noop("actor"),
    gettext_noop("claim"),
    gettext_noop("attribution"),
    gettext_noop("cue"),
    gettext_noop("content"),
    gettext_noop("source"),
    gettext_noop("addressee"),
    gettext_noop("supplement"),
    gettext_noop("topic"),
    gettext_noop("human"),
    gettext_noop("gold"),
    gettext_noop("imported"),
    gettext_noop("suggested"),
    gettext_noop("set"),
    gettext_noop("file"),
)
