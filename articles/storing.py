"""Many articles at once: what will become of each draft, and the rows COPY takes. It reads; `actions` writes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from articles.access import Refusal
from articles.cutting import cut_or_given
from articles.drafts import Draft
from articles.models import Article, Project
from articles.texts import MAX_CHARACTERS, MAX_LINES, canonical, sha256_of

COLUMNS = (
    *("id", "project_id", "external_id", "title", "text", "text_sha256", "paragraphs", "sentences"),
    *("outlet", "byline", "section", "url", "language", "published_at", "licence", "metadata"),
    *("upload_id", "created_at", "created_by_id", "sketch"),
)


@dataclass
class Fate:
    """What becomes of one draft.

    `article` is set once it is stored or was there before; `same_text` names an older article with its text;
    `code` and `reason` are set when it is refused.
    """

    draft: Draft
    text: str = ""
    digest: str = ""
    article: int | None = None
    is_new: bool = True
    same_text: int | None = None
    code: str = ""
    reason: str = ""
    repeats: "Fate | None" = field(default=None, repr=False)

    @property
    def to_be_stored(self) -> bool:
        return not self.code and self.is_new


def storable(text: str) -> str:
    """The canonical form of a text that can be stored. Raises Refusal for an empty or an enormous one."""
    text = canonical(text)
    if not text.strip():
        raise Refusal("empty_text", _("There is no text in this article."))
    if len(text) > MAX_CHARACTERS:
        raise Refusal(
            "text_too_long",
            _("An article may have %(max_characters)s characters; this one has %(number)s.")
            % {"max_characters": f"{MAX_CHARACTERS:,}", "number": f"{len(text):,}"},
        )
    if (lines := text.count("\n")) > MAX_LINES:
        raise Refusal(
            "too_many_lines",
            _("An article may have %(max_lines)s lines; this one has %(lines)s.")
            % {"max_lines": f"{MAX_LINES:,}", "lines": f"{lines:,}"},
        )
    return text


def id_taken(external_id: str) -> Refusal:
    return Refusal(
        "external_id_taken",
        _("“%(external_id)s” is already the id of an article with another text; upload a revision of it instead.")
        % {"external_id": external_id},
    )


def foresee(drafts: Sequence[Draft], project: Project) -> list[Fate]:
    """The fate of every draft, in two queries whatever their number. An id counts once; a text may come again."""
    fates = [_fate(draft) for draft in drafts]
    known = _by_external_id([fate.draft.external_id for fate in fates], project)
    first_of: dict[str, Fate] = {}
    for fate in fates:
        wanted = fate.draft.external_id
        if fate.code or not wanted:
            continue
        if wanted in known:
            article, digest = known[wanted]
            _meet(fate, digest, article, None)
        elif wanted in first_of:
            _meet(fate, first_of[wanted].digest, None, first_of[wanted])
        else:
            first_of[wanted] = fate
    older = same_texts([fate.digest for fate in fates if fate.to_be_stored], project)
    for fate in fates:
        fate.same_text = older.get(fate.digest) if fate.to_be_stored else None
    return fates


def same_texts(digests: Iterable[str], project: Project) -> dict[str, int]:
    """For each digest that is an article's already, the oldest such article."""
    found = Article.objects.filter(project=project, text_sha256__in=set(digests), withdrawn_at=None)
    return dict(found.order_by("-pk").values_list("text_sha256", "pk"))


def rows(fates: Iterable[Fate], keys: Iterator[int], *, language: str, **shared: int) -> Iterator[list[Any]]:
    """One row a new article, in the order of COLUMNS. Made lazily: the server stores one while we segment the next."""
    now = timezone.now()
    for fate, key in zip(fates, keys, strict=False):
        draft = fate.draft
        spoken = draft.language or language
        known = cut_or_given(draft.cut, fate.text, fate.digest, spoken)
        fate.article = key
        yield [
            *(key, shared["project"], draft.external_id, draft.title, fate.text, fate.digest, _array(known.paragraphs)),
            *(_array(known.sentences), draft.outlet, draft.byline, draft.section, draft.url),
            *(spoken, draft.published_at, draft.licence, Jsonb(draft.metadata)),
            *(shared["upload"], now, shared["by"], _array(known.sketch)),
        ]


def _array(numbers: Iterable[int]) -> str:
    """As PostgreSQL writes it: the driver looks at each number by itself."""
    return f"{{{','.join(map(str, numbers))}}}"


def note_repeats(fates: Sequence[Fate]) -> None:
    """Once keys are known: what came twice names its first, and a text that was new names its first in this batch."""
    first: dict[str, int] = {}
    for fate in fates:
        if fate.repeats is not None:
            fate.article = fate.repeats.article
        elif fate.to_be_stored and fate.article is not None:
            older = first.setdefault(fate.digest, fate.article)
            if fate.same_text is None and older != fate.article:
                fate.same_text = older


def _fate(draft: Draft) -> Fate:
    try:
        text = storable(draft.text)
    except Refusal as refusal:
        return Fate(draft, code=refusal.code, reason=refusal.message)
    return Fate(draft, text=text, digest=sha256_of(text))


def _meet(fate: Fate, digest: str, article: int | None, repeats: Fate | None) -> None:
    """The id is somebody's: the same text is the same article, another text is refused."""
    fate.is_new = False
    if digest == fate.digest:
        fate.article, fate.repeats = article, repeats
    else:
        refusal = id_taken(fate.draft.external_id)
        fate.code, fate.reason = refusal.code, refusal.message


def _by_external_id(wanted: Iterable[str], project: Project) -> dict[str, tuple[int, str]]:
    ids = {one for one in wanted if one}
    if not ids:
        return {}
    found = Article.objects.filter(project=project, external_id__in=ids, supersedes=None)
    return {name: (key, digest) for name, key, digest in found.values_list("external_id", "pk", "text_sha256")}
