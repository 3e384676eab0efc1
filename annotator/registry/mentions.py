"""Where an actor or a topic stands in the articles, as far as one may read. Spans belong to a later room: they are
reached from this side of their relation."""

from dataclasses import dataclass
from typing import Any

from annotator.registry.models import Actor, Topic
from articles.models import User

SHOWN = 12
CONTEXT = 70


@dataclass
class Mention:
    """A tagged stretch of an article, with some text around it."""

    before: str
    quote: str
    after: str
    article_id: int
    title: str
    outlet: str


def recent_mentions(entry: Actor | Topic, user: User) -> list[Mention]:
    """The newest spans of `entry`, and of what was merged into it, in readings that `user` may read."""
    shown_in = entry.spans.model.objects.visible_to(user)
    if isinstance(entry, Actor):
        spans = shown_in.filter(actor__in=Actor.objects.standing_for([entry]))
    else:
        spans = shown_in.filter(topic__in=Topic.objects.standing_for(entry))
    article = "set__article__"
    spans = spans.select_related("set__article").only(
        "fragments", "quote", "set__article", f"{article}text", f"{article}title", f"{article}outlet"
    )
    return [_mention(span) for span in spans.order_by("-pk")[:SHOWN]]


def _mention(span: Any) -> Mention:
    article = span.set.article
    start, end = span.fragments[0][0], span.fragments[-1][1]
    before, after = article.text[max(0, start - CONTEXT) : start], article.text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "…" + before.partition(" ")[2]
    if end + CONTEXT < len(article.text):
        after = after.rpartition(" ")[0] + "…"
    return Mention(
        before=before,
        quote=" … ".join(span.quote),
        after=after,
        article_id=article.pk,
        title=str(article),
        outlet=article.outlet,
    )
