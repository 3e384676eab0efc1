"""Points in time in forms: a browser's own field for day and hour, whose clock is UTC as everything we keep is."""

from datetime import UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy

UTC_SAID = gettext_lazy("In UTC. Midnight if only the day is known.")


class MomentInput(forms.DateTimeInput):
    """A field for day and hour. What it sends, `articles.drafts.moment` reads."""

    input_type = "datetime-local"


def written(at: datetime | str | None) -> str:
    """A point in time as such a field holds it: in UTC and without saying so; seconds only where there are some.

    A text is ISO 8601, as an item keeps it. Empty for none.
    """
    if not at:
        return ""
    point = datetime.fromisoformat(at) if isinstance(at, str) else at
    plain = (point if point.tzinfo else point.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="auto" if plain.second or plain.microsecond else "minutes")
