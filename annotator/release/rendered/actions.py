"""Building what exports read. Nobody's work changes by it, so nobody has to be asked, and it leaves no event."""

from collections.abc import Callable

from django.db import connection

from annotator.release import lines
from annotator.release.rendered import statements
from articles.jobs import enqueue
from articles.models import Project

BATCH = 100  # sets a statement: what it holds, it holds for a tenth of a second
RENDER = "render_sets"


def render_missing(project: Project, *, tell: Callable[[int], object] = lambda done: None) -> int:
    """Render the submitted and locked sets of a project that are not rendered as they are now. Answers how many.

    Every statement sees one snapshot, so a row is always true of the revision it names; what is saved meanwhile makes
    it stale, never wrong.
    """
    quoted = project.text_rights != Project.TextRights.STANDOFF
    store = statements.STORE.format(
        form=statements.FORM,
        quoted=str(quoted).lower(),
        spans=lines.spans(quoted=quoted, as_tagged=True),
        attributions=lines.set_attributions(),
    )
    done = last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(statements.MISSING, [project.pk, last, BATCH])
            found = [key for (key,) in cursor.fetchall()]
            if not found:
                return done
            cursor.execute(store, [found])
            done, last = done + len(found), found[-1]
            tell(done)


def ask_for_rendering() -> int:
    """See to it that a worker renders what is missing, wherever something is. Answers in how many projects it is."""
    with connection.cursor() as cursor:
        cursor.execute(statements.PROJECTS)
        found = [key for (key,) in cursor.fetchall()]
    for key in found:
        enqueue(RENDER, key)
    return len(found)
