"""What readers remarked about the entries of a file: what many entries share is told once. It only reads."""

from dataclasses import dataclass

from django.db import connection

from articles.models import Upload

SHARED_BY = 2  # entries with the very same remark
MOST_SHOWN = 20
_SHARED = """
SELECT note, count(*) FROM (
    SELECT DISTINCT item.id, note
    FROM articles_uploaditem item, jsonb_array_elements_text(item.notes) AS note
    WHERE item.upload_id = %s AND item.notes <> '[]'
) AS remarked
GROUP BY note HAVING count(*) >= %s ORDER BY count(*) DESC, note LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """A remark, in English as it is kept, and how many entries have it."""

    note: str
    entries: int


def shared_in(upload: Upload) -> list[Shared]:
    """The remarks that several entries of a file have, the most frequent first; at most MOST_SHOWN."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [upload.pk, SHARED_BY, MOST_SHOWN])
        return [Shared(note, entries) for note, entries in cursor.fetchall()]


def own_of(notes: list[str], shared: list[Shared]) -> list[str]:
    """The remarks of one entry that are not told for all of them, each once."""
    told = {one.note for one in shared}
    return [note for note in dict.fromkeys(notes) if note not in told]
