"""Pages of spans, attributions and claims: keys by the access rule and the filters, then their rows in one query."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from annotator.registry.models import Actor
from annotator.release import lines
from annotator.release.filters import Selection
from annotator.release.quotation import form_of
from annotator.work.models import Attribution, Part, Span
from articles.models import Article, Project
from articles.paging import Page, cursor_at, read_page

ORDER = ("set_id", "pk")
BATCH = 500
Row = dict[str, Any]

_WHERE = f"""
a.id AS article, a.external_id, a.outlet, a.published_at,
s.id AS "set", s.kind AS set_kind, {lines.annotator("s")} AS annotator, s.revision"""
_FROM = """
JOIN annotator_annotationset s ON s.id = {0}.set_id JOIN articles_article a ON a.id = s.article_id
WHERE {0}.id = ANY (%s) ORDER BY {0}.set_id, {0}.id"""


def spans_page(selection: Selection, wanted: Mapping[str, Any]) -> Page[Row]:
    """Spans that count, by set, as they were made."""
    return _page(selection.spans(), wanted, lambda keys: _rows(_span_sql(selection.project), keys))


def attributions_page(selection: Selection, wanted: Mapping[str, Any]) -> Page[Row]:
    """Attributions with a part of the wanted kind or actor, or with a claim about the wanted topic in their content."""
    found = Attribution.objects.filter(set__in=selection.sets)
    part = Part.objects.filter(attribution=OuterRef("pk"))
    if selection.kinds:
        found = found.filter(Exists(part.filter(span__kind__in=selection.kinds)))
    if selection.actors is not None:
        found = found.filter(Exists(part.filter(span__actor__in=selection.actors)))
    if selection.topics is not None:
        found = found.filter(_raw(_SAYS_SOMETHING_ABOUT, list(selection.topics)))
    return _page(found, wanted, lambda keys: _formed(_rows(_attribution_sql(selection.project), keys)))


def claims_page(selection: Selection, wanted: Mapping[str, Any]) -> Page[Row]:
    """Claims about the wanted topic, or made by the wanted actor, with who makes them according to the article."""
    found = Span.objects.filter(set__in=selection.sets, kind=Span.Kind.CLAIM)
    if selection.kinds:
        found = found.filter(kind__in=selection.kinds)
    if selection.topics is not None:
        found = found.filter(topic__in=selection.topics)
    sql = _claim_sql(selection.project)
    if selection.actors is None:
        return _page(found, wanted, lambda keys: _formed(_rows(sql, keys)))
    speaks = Part.objects.filter(set=OuterRef("set"), role=Part.Role.SOURCE, span__actor__in=selection.actors)
    actor = str(Actor.objects.get(pk__in=selection.actors, merged_into=None).uuid)
    return _claims_by(actor, found.filter(Exists(speaks)), wanted, sql)


def _claims_by(actor: str, found: QuerySet[Any, Any], wanted: Mapping[str, Any], sql: str) -> Page[Row]:
    """Claims out of `found` that `actor` makes. Who makes one is derived, so it is looked up a batch at a time."""
    kept: list[tuple[Row, Row]] = []
    asked = {**wanted, "limit": BATCH}
    while True:
        batch = read_page(found.values("set_id", "pk"), order=ORDER, wanted=asked)
        rows = zip(batch.rows, _rows(sql, [key["pk"] for key in batch.rows]), strict=True)
        kept += [(key, row) for key, row in rows if _makes(actor, row)]
        if len(kept) > wanted["limit"] or not batch.next:
            break
        asked["cursor"] = batch.next
    page, more = kept[: wanted["limit"]], len(kept) > wanted["limit"]
    return Page(_formed([row for _, row in page]), cursor_at(page[-1][0], ORDER) if more else "")


def _makes(actor: str, claim: Row) -> bool:
    return any(claimant["actor"] == actor for claimant in claim["claimants"] or ())


def _page(found: QuerySet[Any, Any], wanted: Mapping[str, Any], rows: Callable[[list[int]], list[Row]]) -> Page[Row]:
    page = read_page(found.values("set_id", "pk"), order=ORDER, wanted=wanted)
    return Page(rows([key["pk"] for key in page.rows]), page.next)


def _raw(sql: str, keys: list[int]) -> Q:
    return Q(ExpressionWrapper(RawSQL(sql, [keys]), output_field=BooleanField()))


def _rows(sql: str, keys: list[int]) -> list[Row]:
    """What a SELECT gives for these keys; each row as JSON, which is quicker to build there and to read here."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(one)::text FROM ({sql}) one", [keys])
        return [orjson.loads(text) for (text,) in cursor.fetchall()]


def _formed(rows: list[Row]) -> list[Row]:
    """Add how the words are given: as the editor said, else by the quotation marks around the content."""
    texts = dict(Article.objects.filter(pk__in={row["article"] for row in rows}).values_list("pk", "text"))
    for row in rows:
        said, overruled = row.pop("said"), row.pop("overruled")
        row["form"] = overruled or (form_of(texts[row["article"]], said) if said else None)
    return rows


def _span_sql(project: Project) -> str:
    return f"""
SELECT sp.uuid AS id, {_WHERE}, sp.kind, {lines.FRAGMENTS.format("sp")} AS fragments, {_shown(project, "sp")}
  actor.uuid AS actor, actor.name AS actor_name, topic.uuid AS topic, topic.name AS topic_name, sp."values"
FROM annotator_span sp
LEFT JOIN LATERAL ({lines.resolved("actor", "sp.actor_id", "uuid, name")}) actor ON true
LEFT JOIN LATERAL ({lines.resolved("topic", "sp.topic_id", "uuid, name")}) topic ON true
{_FROM.format("sp")}"""


def _attribution_sql(project: Project) -> str:
    texts = f"({_content('own.id')}) AS content_text," if project.text_rights != Project.TextRights.STANDOFF else ""
    return f"""
SELECT own.uuid AS id, {_WHERE}, own.parent, {", ".join(f"own.{role}" for role in lines.ROLES)},
  own.implicit_source, coalesce(({_sources(project, "own.id")}), '[]') AS sources, {texts}
  {_said("own")}, own."values" ->> 'form' AS overruled, own."values"
FROM annotator_attribution row
CROSS JOIN LATERAL (
  WITH known AS MATERIALIZED ({lines.attributions("row.set_id")})
  SELECT own.*, ({lines.PARENT}) AS parent FROM known own WHERE own.id = row.id
) own
{_FROM.format("row")}"""


def _claim_sql(project: Project) -> str:
    return f"""
SELECT claim.uuid AS id, {_WHERE}, {lines.FRAGMENTS.format("claim")} AS fragments, {_shown(project, "claim")}
  topic.uuid AS topic, topic.name AS topic_name, claim."values", around.uuid AS attribution,
  CASE WHEN NOT around.implicit_source THEN ({_sources(project, "around.id")}) END AS claimants,
  {_said("around")}, around."values" ->> 'form' AS overruled
FROM annotator_span claim
LEFT JOIN LATERAL ({lines.resolved("topic", "claim.topic_id", "uuid, name")}) topic ON true
LEFT JOIN LATERAL ({_INNERMOST}) around ON true
{_FROM.format("claim")}"""


_INNERMOST = f"""
WITH known AS MATERIALIZED ({lines.attributions("claim.set_id")})
SELECT known.* FROM known WHERE known.uuid = ({lines.innermost("around.said @> claim.fragments")})"""

_SAYS_SOMETHING_ABOUT = """
EXISTS (
  SELECT FROM annotator_span claim
  WHERE claim.set_id = annotator_attribution.set_id AND claim.topic_id = ANY (%s) AND claim.fragments <@ (
    SELECT range_agg(content.fragments) FROM annotator_part pt JOIN annotator_span content ON content.id = pt.span_id
    WHERE pt.attribution_id = annotator_attribution.id AND pt.role = 'content'))"""


def _shown(project: Project, span: str) -> str:
    """Quotes, as far as they may be passed on."""
    if project.text_rights == Project.TextRights.STANDOFF:
        return ""
    return f"{span}.quote, array_to_string({span}.quote, {lines.JOINED}) AS text,"


def _sources(project: Project, attribution: str) -> str:
    """Who speaks: a span each, with the actor it means."""
    text = f", array_to_string(sp.quote, {lines.JOINED}) AS text" if _shown(project, "sp") else ""
    return f"""
SELECT json_agg(row_to_json(speaker)) FROM (
  SELECT sp.uuid AS span {text}, actor.uuid AS actor, actor.name
  FROM annotator_part pt JOIN annotator_span sp ON sp.id = pt.span_id
  LEFT JOIN LATERAL ({lines.resolved("actor", "sp.actor_id", "uuid, name")}) actor ON true
  WHERE pt.attribution_id = {attribution} AND pt.role = 'source' ORDER BY pt.ordinal
) speaker"""


def _content(attribution: str) -> str:
    return f"""
SELECT string_agg(array_to_string(sp.quote, {lines.JOINED}), {lines.JOINED} ORDER BY pt.ordinal)
FROM annotator_part pt JOIN annotator_span sp ON sp.id = pt.span_id
WHERE pt.attribution_id = {attribution} AND pt.role = 'content'"""


def _said(attribution: str) -> str:
    return f"translate({attribution}.said::text, '{{}})', '[]]')::json AS said"
