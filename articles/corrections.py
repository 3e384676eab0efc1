"""Which text corrects which: an article and its revisions, oldest first. Reads only."""

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.access import Refusal
from articles.models import Article

NEWEST = """
WITH RECURSIVE line(id, step) AS (
  SELECT %(article)s::bigint, 0
  UNION ALL SELECT a.id, line.step + 1 FROM articles_article a JOIN line ON a.supersedes_id = line.id
) SELECT id FROM line ORDER BY step DESC, id DESC LIMIT 1
"""


def newest(article: int) -> int:
    """The newest revision of an article: itself, when nothing corrects it."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, {"article": article})
        return int(cursor.fetchone()[0])


def superseded(article: int, status: int = 422) -> Refusal | None:
    """What to say to whoever wants to change what a corrected text has replaced; None when none has."""
    now = newest(article)
    if now == article:
        return None
    sentence = _("This text was corrected: it is now article %(number)s. What you did stays as it is; go on there.")
    url = reverse("article", args=[Article.objects.values_list("project__slug", flat=True).get(pk=now), now])
    return Refusal("superseded", sentence % {"number": now}, status, article=now, url=url)


def refuse_superseded(article: Article, status: int = 422) -> None:
    """Raise Refusal when a corrected text has taken the place of this one."""
    if refusal := superseded(article.pk, status):
        raise refusal


def line_between(article: Article, ancestor: int) -> list[int]:
    """The revisions after `ancestor` up to `article`, oldest first."""
    line: list[int] = []
    step: Article | None = article
    while step is not None and step.pk != ancestor:
        line.append(step.pk)
        step = step.supersedes
    return line[::-1]
