"""Who may do what at every route: the table that `test_access_matrix.py` probes.

One line a route and method: the callers who may. Whoever is in the project but not named gets 403, or 404 where
the thing itself is hidden from them (`hidden`). Strangers get 404 everywhere, nobody gets in without signing in.
"""

from dataclasses import dataclass, field
from typing import Any

EVERYONE = frozenset({"manager", "adjudicator", "owner", "editor", "researcher"})
TAGGERS = EVERYONE - {"researcher"}
SENIORS = frozenset({"manager", "adjudicator"})
MANAGER = frozenset({"manager"})
OWNER = frozenset({"owner"})
SENDER = MANAGER | OWNER  # of a file
READERS_OF_THE_SET = SENIORS | OWNER


@dataclass(frozen=True)
class Row:
    """What one method of one route does: `body` is well formed, so that only rights decide."""

    may: frozenset[str]
    hidden: frozenset[str] = frozenset()
    body: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""
    reading: bool = False  # it changes nothing but what the caller has, so a token that may only read is enough


BLINDFOLDED = frozenset({"owner", "editor"})  # a release holds what others tagged, and the project is blind
SIGHTED = EVERYONE - BLINDFOLDED
NOT_THEIR_SET = frozenset({"editor", "researcher"})
A_WEBHOOK: dict[str, Any] = {"url": "https://hooks.example/ascribe", "events": ["set.submitted"]}
A_BATCH = {"batch": "0199a000-0000-7000-8000-000000000001", "revision": 0, "text_sha256": "", "operations": [{}]}
A_BATCH["operations"] = [{"delete": "span", "id": "0199a000-0000-7000-8000-000000000002"}]

ROWS: dict[str, dict[str, Row]] = {
    "settings": {"GET": Row(MANAGER), "POST": Row(MANAGER)},
    "members": {"GET": Row(SENIORS), "POST": Row(MANAGER, body={"role": "editor"})},
    "member_role": {"POST": Row(MANAGER, body={"role": "editor"})},
    "member_removal": {"POST": Row(MANAGER)},
    "member_password": {"POST": Row(MANAGER)},
    "invitation_revocation": {"POST": Row(MANAGER)},
    "tokens": {"GET": Row(EVERYONE), "POST": Row(EVERYONE)},
    "token_revocation": {"POST": Row(SENDER, hidden=EVERYONE - SENDER)},
    "log": {"GET": Row(MANAGER)},
    "log-file": {"GET": Row(MANAGER)},
    "webhooks": {"GET": Row(MANAGER), "POST": Row(MANAGER, body=A_WEBHOOK | {"events": "set.submitted"})},
    "webhook": {"GET": Row(MANAGER), "POST": Row(MANAGER, body=A_WEBHOOK | {"events": "set.submitted"})},
    "webhook_secret": {"POST": Row(MANAGER)},
    "webhook_test": {"POST": Row(MANAGER)},
    "webhook_switch": {"POST": Row(MANAGER)},
    "webhook_removal": {"POST": Row(MANAGER)},
    "webhook_retry": {"POST": Row(MANAGER)},
    "project": {"GET": Row(EVERYONE)},
    "queue": {"GET": Row(TAGGERS)},
    "next-article": {"GET": Row(TAGGERS), "POST": Row(TAGGERS)},
    "progress": {"GET": Row(SENIORS)},
    "articles": {"GET": Row(EVERYONE), "POST": Row(MANAGER, body={"verb": "withdraw"})},
    "filters": {"POST": Row(EVERYONE, body={"name": "A filter", "query": "q=harbour"})},
    "filter": {"POST": Row(MANAGER, hidden=EVERYONE - MANAGER, body={"name": "Another"})},
    "article": {"GET": Row(EVERYONE)},
    "article-describe": {"POST": Row(MANAGER, body={"outlet": "The Herald"})},
    "article-original": {"GET": Row(EVERYONE)},
    "article-open": {"POST": Row(TAGGERS)},
    "article-change": {"POST": Row(MANAGER, body={"verb": "withdraw"})},
    "set": {"GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "set-lock": {"POST": Row(SENIORS, hidden=NOT_THEIR_SET)},
    "set-unlock": {"POST": Row(SENIORS, hidden=NOT_THEIR_SET)},
    "set-reopen": {"POST": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "set-unassign": {"POST": Row(MANAGER, hidden=NOT_THEIR_SET)},
    "actors": {"GET": Row(EVERYONE)},
    "new_actor": {"GET": Row(TAGGERS), "POST": Row(TAGGERS)},
    "actor": {"GET": Row(EVERYONE), "POST": Row(SENIORS, body={"name": "New", "kind": "person"})},
    "actor_alias": {"POST": Row(SENIORS, body={"name": "New"})},
    "alias_removal": {"POST": Row(SENIORS)},
    "actor_affiliation": {"POST": Row(SENIORS, body={"role": "minister"})},
    "affiliation_removal": {"POST": Row(SENIORS)},
    "merge_actor": {"GET": Row(SENIORS), "POST": Row(SENIORS, body={"into": "Nobody"})},
    "topics": {"GET": Row(EVERYONE)},
    "new_topic": {"GET": Row(TAGGERS), "POST": Row(TAGGERS, body={"name": "New"})},
    "topic": {"GET": Row(EVERYONE), "POST": Row(SENIORS, body={"name": "New"})},
    "merge_topic": {"GET": Row(SENIORS), "POST": Row(SENIORS, body={"into": "Nothing"})},
    "scheme": {"GET": Row(EVERYONE)},
    "scheme_draft": {"GET": Row(MANAGER), "POST": Row(MANAGER)},
    "scheme_publication": {"GET": Row(MANAGER), "POST": Row(MANAGER)},
    "scheme_discarding": {"POST": Row(MANAGER)},
    "uploads": {"GET": Row(TAGGERS)},
    "new_upload": {"GET": Row(TAGGERS), "POST": Row(TAGGERS, body={"text": "Officials denied it.", "language": "en"})},
    "add_all_ready": {"POST": Row(TAGGERS)},
    "upload": {"GET": Row(TAGGERS)},
    "upload_addition": {"POST": Row(TAGGERS)},
    "upload_reading": {"POST": Row(TAGGERS)},
    "upload_undoing": {"POST": Row(SENDER)},
    "upload_mapping": {"GET": Row(TAGGERS), "POST": Row(TAGGERS)},
    "upload_report": {"GET": Row(TAGGERS)},
    "upload_original": {"GET": Row(TAGGERS)},
    "upload_item": {"GET": Row(TAGGERS), "POST": Row(TAGGERS, body={"language": "en"})},
    "upload_item_omission": {"POST": Row(TAGGERS)},
    "article-revision": {"GET": Row(MANAGER), "POST": Row(MANAGER, body={"text": "Officials confirmed it."})},
    "doubts": {"GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "doubt": {"POST": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET, body={"place": ""})},
    "data": {"GET": Row(EVERYONE), "POST": Row(EVERYONE)},
    "prepared_exports": {"POST": Row(EVERYONE, body={"as": "csv"})},
    "prepared_export_removal": {"POST": Row(OWNER, hidden=EVERYONE - OWNER)},
    "releases": {"GET": Row(EVERYONE)},
    "new_release": {"GET": Row(MANAGER), "POST": Row(MANAGER, body={"title": "Port strike"})},
    "release_counts": {"GET": Row(MANAGER)},
    "release": {"GET": Row(SIGHTED, hidden=BLINDFOLDED)},
    "release_withdrawal": {"POST": Row(MANAGER)},
    "release_link": {"POST": Row(SIGHTED, hidden=BLINDFOLDED)},
    "release_links": {"GET": Row(SIGHTED, hidden=BLINDFOLDED)},
    "release_link_revocation": {"POST": Row(MANAGER, hidden=EVERYONE - MANAGER)},
    "release_building": {"POST": Row(MANAGER)},
    "api-project": {"GET": Row(EVERYONE), "PATCH": Row(MANAGER, body={"name": "New"})},
    "api-members": {
        "GET": Row(SENIORS),
        "POST": Row(MANAGER, body={"role": "editor"}),
        "PATCH": Row(MANAGER, body={"code": "A03", "role": "editor"}),
    },
    "api-invitations": {"GET": Row(SENIORS)},
    "api-invitation": {"DELETE": Row(MANAGER)},
    "api-scheme": {
        "GET": Row(EVERYONE),
        "PATCH": Row(MANAGER, body={"guidelines": "", "rules": {}, "fields": []}),
        "POST": Row(MANAGER),
    },
    "api-tokens": {"GET": Row(EVERYONE), "POST": Row(EVERYONE, body={"scope": "read"})},
    "api-token": {"DELETE": Row(SENDER, hidden=EVERYONE - SENDER)},
    "api-log": {"GET": Row(MANAGER)},
    "api-webhooks": {"GET": Row(MANAGER), "POST": Row(MANAGER, body=A_WEBHOOK)},
    "api-webhook": {"GET": Row(MANAGER), "PATCH": Row(MANAGER, body={"name": "New"}), "DELETE": Row(MANAGER)},
    "api-webhook-secret": {"POST": Row(MANAGER)},
    "api-webhook-test": {"POST": Row(MANAGER)},
    "api-deliveries": {"GET": Row(MANAGER)},
    "api-delivery-retry": {"POST": Row(MANAGER)},
    "api-actors": {"GET": Row(EVERYONE), "POST": Row(TAGGERS, body={"name": "Ada Brok", "kind": "person"})},
    "api-actor": {"GET": Row(EVERYONE), "PATCH": Row(SENIORS, body={"name": "New"})},
    "api-topics": {"GET": Row(EVERYONE), "POST": Row(TAGGERS, body={"name": "They met"})},
    "api-topic": {"GET": Row(EVERYONE), "PATCH": Row(SENIORS, body={"name": "New"})},
    "api-articles": {"GET": Row(EVERYONE), "POST": Row(TAGGERS, body={"text": "Officials denied it."})},
    "api-article": {"GET": Row(EVERYONE), "PATCH": Row(MANAGER, body={"outlet": "The Herald"})},
    "api-revisions": {"POST": Row(MANAGER, body={"text": " "})},
    "api-doubts": {"GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "api-doubt": {"POST": Row(OWNER, hidden=NOT_THEIR_SET, body={"drop": True})},
    "api-filters": {"GET": Row(EVERYONE), "POST": Row(EVERYONE, body={"name": "One", "query": "q=harbour"})},
    "api-filter": {
        "GET": Row(MANAGER, hidden=EVERYONE - MANAGER),
        "PATCH": Row(MANAGER, hidden=EVERYONE - MANAGER, body={"name": "Two"}),
        "DELETE": Row(MANAGER, hidden=EVERYONE - MANAGER),
    },
    "api-uploads": {"GET": Row(TAGGERS), "POST": Row(TAGGERS, file=b"Officials denied it.")},
    "api-upload": {"GET": Row(TAGGERS), "DELETE": Row(SENDER)},
    "api-releases": {"GET": Row(EVERYONE), "POST": Row(MANAGER, body={"title": "Port strike"})},
    "api-release": {
        "GET": Row(SIGHTED, hidden=BLINDFOLDED),
        "PATCH": Row(MANAGER, body={"build_again": True}),
    },
    "api-release-comparison": {"GET": Row(SIGHTED, hidden=BLINDFOLDED)},
    "api-upload-acceptance": {"PUT": Row(TAGGERS), "DELETE": Row(TAGGERS)},
    "api-upload-reading": {"PUT": Row(TAGGERS)},
    "api-upload-mapping": {"PUT": Row(TAGGERS)},
    "api-upload-item": {"DELETE": Row(TAGGERS)},
    "api-export": {"GET": Row(EVERYONE)},
    "api-release-file": {"GET": Row(SIGHTED, hidden=BLINDFOLDED)},
    "api-release-links": {
        "GET": Row(SIGHTED, hidden=BLINDFOLDED),
        "POST": Row(SIGHTED, hidden=BLINDFOLDED, reading=True),
    },
    "api-release-link": {"DELETE": Row(MANAGER, hidden=EVERYONE - MANAGER)},
    "api-prepared-exports": {"GET": Row(EVERYONE), "POST": Row(EVERYONE, body={"as": "csv"}, reading=True)},
    "api-prepared-export": {
        "GET": Row(OWNER, hidden=EVERYONE - OWNER),
        "DELETE": Row(OWNER, hidden=EVERYONE - OWNER, reading=True),
    },
    "api-prepared-file": {"GET": Row(OWNER, hidden=EVERYONE - OWNER)},
    "api-spans": {"GET": Row(EVERYONE)},
    "api-attributions": {"GET": Row(EVERYONE)},
    "api-claims": {"GET": Row(EVERYONE)},
    "api-article-sets": {"GET": Row(EVERYONE), "POST": Row(TAGGERS)},
    "api-set": {"GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "api-articles-batch": {"POST": Row(MANAGER, body={"action": "tag", "articles": [1], "tags": ["a"]})},
    "api-sets": {"GET": Row(EVERYONE)},
    "api-set-lock": {
        "PUT": Row(SENIORS, hidden=NOT_THEIR_SET),
        "DELETE": Row(SENIORS, hidden=NOT_THEIR_SET),
    },
    "api-set-assignment": {"DELETE": Row(MANAGER, hidden=NOT_THEIR_SET)},
    "api-changes": {
        "GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET),
        "POST": Row(OWNER, hidden=NOT_THEIR_SET, body=A_BATCH),
    },
    "api-comments": {
        "GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET),
        "POST": Row(
            READERS_OF_THE_SET,
            hidden=NOT_THEIR_SET,
            body={"uuid": "0199a000-0000-7000-8000-000000000003", "text": "Who says so?"},
        ),
    },
    "api-comments-seen": {"PUT": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "api-readers": {"GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET)},
    "api-comment": {
        "GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET),
        "PATCH": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET, body={"resolved": True}),
        "DELETE": Row(OWNER, hidden=NOT_THEIR_SET),
    },
    "api-submission": {
        "GET": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET),
        "PUT": Row(OWNER, hidden=NOT_THEIR_SET),
        "DELETE": Row(READERS_OF_THE_SET, hidden=NOT_THEIR_SET),
    },
}

OUTSIDE_PROJECTS = {
    "set_language": "keeps a choice in the caller's own cookie",
    "words": "the scripts' words, the same for everybody",
    "linked-file": "opened by a signed link; tested in tests/release/files",
    "healthz": "says only whether the parts are well",
    "api-root": "the same links for everybody",
    "api-schema": "the same description for everybody",
    "api-docs": "the same page for everybody",
    "api-errors": "the same list for everybody",
    "api-error": "the same page for everybody",
    "api-my-keys": "one's own; tested in tests/work/test_keys.py",
    "inbox": "one's own; tested in tests/work",
    "projects": "lists one's own projects",
    "api-projects": "lists one's own projects; creating one is tested in tests/scheme",
    "new_project": "tested in tests/scheme",
    "invitation": "whoever holds the secret may join; tested in tests/articles",
    "account_login": "signing in",
    "account_logout": "signing out",
    "account_signup": "closed without an invitation; tested in tests/articles",
    "account_inactive": "a sentence",
    "account_change_password": "one's own",
    "account_reset_password": "answers the same for every address",
    "account_reset_password_done": "a sentence",
    "account_reset_password_from_key_done": "a sentence",
    "account_reset_password_from_key": "whoever holds the key",
}
