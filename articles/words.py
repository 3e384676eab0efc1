"""What modules without a framework need to say a sentence in the reader's language.

A worker has no reader: what it keeps is English, and is translated where it is shown.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

__all__ = ["_", "gettext_noop", "ngettext"]
