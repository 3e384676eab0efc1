"""The keys of a person, as the API tells them and the editor starts with them."""

from typing import TypedDict, cast

from annotator.work.models import KeyMap
from articles.models import User


class OwnKeys(TypedDict):
    keys: dict[str, list[str]]
    single: bool


def keys_of(user: User) -> OwnKeys | None:
    """The caller's own keys; None while they have not chosen any."""
    return cast(OwnKeys | None, KeyMap.objects.filter(user=user.pk).values("keys", "single").first())
