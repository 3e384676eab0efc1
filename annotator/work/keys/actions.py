"""Every write to a person's own keys."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from annotator.work.keys.commands import check
from annotator.work.models import KeyMap
from articles.access import Can, require_scope
from articles.models import User


@transaction.atomic
def keep_keys(*, by: User, keys: Mapping[str, Sequence[str]], single: bool) -> KeyMap:
    """Replace all of the caller's own keys: by command, the keys that stand for it instead of the editor's.

    `single`: whether keys of one character act at all. Doing it twice is harmless.
    """
    require_scope(by, Can.ANNOTATE)
    check(keys)
    values = {"keys": {name: list(some) for name, some in keys.items()}, "single": single}
    return KeyMap.objects.update_or_create(user_id=by.pk, defaults=values)[0]
