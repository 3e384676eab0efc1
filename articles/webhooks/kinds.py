"""Which events webhooks are told of, and in which words. Pure.

A message holds ids and links and never a text: whoever wants that asks the API with a token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.words import gettext_noop

MOST_IDS = 1000  # of a list in a message: 20 kB is the most a receiver has to take
LARGEST = 20_000  # bytes
TEST = "webhook.test"


@dataclass(frozen=True)
class Kind:
    """One type of message: the verb of the log it comes from, what it means, and links by name.

    A link is a path whose places are names of the message's data.
    """

    name: str
    verb: str
    words: str
    ids: tuple[str, ...] = ()
    links: Mapping[str, str] | None = None


ARTICLE = {"article": "/api/v1/articles/{article}/"}
SET = {"set": "/api/v1/sets/{set}/"}
UPLOAD = {"upload": "/api/v1/uploads/{upload}/"}
RELEASE = {"release": "/api/v1/projects/{project}/releases/{number}/"}

KINDS = (
    Kind("article.added", "add_article", gettext_noop("An article was added"), ("article",), ARTICLE),
    Kind("article.revised", "revise_article", gettext_noop("An article was corrected"), ("article", "revision"), {
        **ARTICLE, "revision": "/api/v1/articles/{revision}/"
    }),
    Kind("article.withdrawn", "withdraw_article", gettext_noop("An article was withdrawn"), ("article",), ARTICLE),
    Kind("article.restored", "restore_article", gettext_noop("A withdrawn article is back"), ("article",), ARTICLE),
    Kind("articles.withdrawn", "withdraw_articles", gettext_noop("Several articles were withdrawn"), ("articles",)),
    Kind("articles.restored", "restore_articles", gettext_noop("Several withdrawn articles are back"), ("articles",)),
    Kind("upload.received", "receive_upload", gettext_noop("A file was uploaded"), ("upload", "sha256"), UPLOAD),
    Kind("upload.finished", "finish_upload", gettext_noop("Everything in a file was added or left out"), (
        "upload", "counts"
    ), UPLOAD),
    Kind("upload.undone", "undo_import", gettext_noop("An import was undone"), ("upload",), UPLOAD),
    Kind("set.submitted", "submit", gettext_noop("A reading was submitted"), ("set", "revision"), SET),
    Kind("set.reopened", "reopen", gettext_noop("A reading was reopened"), ("set", "revision"), SET),
    Kind("set.locked", "lock", gettext_noop("A reading was made read-only"), ("set",), SET),
    Kind("set.unlocked", "unlock", gettext_noop("A reading may be changed again"), ("set",), SET),
    Kind("scheme.published", "publish_scheme", gettext_noop("A version of the scheme was published"), (), {
        "scheme": "/api/v1/projects/{project}/scheme/"
    }),
    Kind("release.built", "release_built", gettext_noop("A release is ready"), ("number", "sha256"), RELEASE),
    Kind("release.withdrawn", "withdraw_release", gettext_noop("A release was withdrawn"), ("number",), RELEASE),
    Kind("export.ready", "finish_export", gettext_noop("A prepared export is ready"), ("export",), {
        "export": "/api/v1/projects/{project}/exports/{export}/"
    }),
)  # fmt: skip
BY_VERB = {kind.verb: kind for kind in KINDS}
BY_NAME = {kind.name: kind for kind in KINDS}


def payload(
    kind: Kind, *, project: str, origin: str, at: datetime, by: str | None, detail: Mapping[str, Any]
) -> dict[str, Any]:
    """The body of a message: type, timestamp and data. `by` is the pseudonym of whoever did it."""
    data: dict[str, Any] = {"project": project, "by": by}
    for name in kind.ids:
        value = detail.get(name)
        if isinstance(value, list) and len(value) > MOST_IDS:
            data[f"{name}_left_out"] = len(value) - MOST_IDS
            value = value[:MOST_IDS]
        data[name] = value
    data["links"] = {name: origin + path.format_map(data) for name, path in (kind.links or {}).items()}
    return {"type": kind.name, "timestamp": at.isoformat(), "data": data}
