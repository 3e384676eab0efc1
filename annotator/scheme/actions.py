"""Every write to schemes: drafting the next version, its fields and rules, and publishing it."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.scheme.models import Field, Scheme
from annotator.scheme.rules import DEFAULTS, Rule
from articles.access import Can, Refusal, require
from articles.actions import create_project, record
from articles.models import Project, User

FIRST_FIELDS: list[dict[str, Any]] = [
    {
        "applies_to": "claim",
        "name": "stance",
        "kind": "choice",
        "choices": ["supports", "opposes", "unclear"],
        "guideline": "Does the claimant support or oppose what the topic says?",
    },
    {
        "applies_to": "attribution",
        "name": "form",
        "kind": "choice",
        "choices": ["direct", "mixed", "indirect"],
        "guideline": "Leave it empty to let the quotation marks decide; choose to overrule them.",
    },
    {
        "applies_to": "actor",
        "name": "certainty",
        "kind": "choice",
        "choices": ["certain", "probable"],
        "guideline": "How sure are you that this mention is that actor?",
    },
]
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@transaction.atomic
def start_project(*, slug: str, name: str, by: User, language: str = "en", **settings: Any) -> Project:
    """Create a project that can be worked in at once: with a published first scheme."""
    project = create_project(slug=slug, name=name, by=by, language=language, **settings)
    scheme = Scheme.objects.create(project=project, version=1)
    _replace_fields(scheme, FIRST_FIELDS)
    publish(scheme, by=by)
    return project


@transaction.atomic
def draft(project: Project, *, by: User) -> Scheme:
    """The project's draft: the one there is, or a copy of the newest published version."""
    require(by, Can.MANAGE, project)
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if known := Scheme.objects.filter(project=project, published_at=None).first():
        return known
    newest = Scheme.objects.filter(project=project).published().first()
    scheme = Scheme.objects.create(
        project=project,
        version=newest.version + 1 if newest else 1,
        guidelines=newest.guidelines if newest else "",
        rules=newest.rules if newest else {},
    )
    copied = Field.objects.filter(scheme=newest).values(*_FIELD_COLUMNS) if newest else FIRST_FIELDS
    _replace_fields(scheme, list(copied))
    record(project, by, "draft_scheme", str(scheme.version))
    return scheme


@transaction.atomic
def edit_draft(
    scheme: Scheme, *, by: User, guidelines: str, rules: dict[str, str], fields: Sequence[dict[str, Any]]
) -> Scheme:
    """Replace the whole draft. A field is a dict of applies_to, name, kind, choices, required, key, guideline."""
    require(by, Can.MANAGE, scheme.project)
    scheme = _unpublished(scheme)
    known = {rule.value for rule in Rule}
    for rule, level in rules.items():
        if rule not in known or level not in ("error", "warning", "off"):
            raise Refusal(
                "bad_rule",
                _("“%(rule)s: %(level)s” is not a rule with the level error, warning or off.")
                % {"rule": rule, "level": level},
            )
    scheme.guidelines = guidelines
    scheme.rules = {rule: level for rule, level in rules.items() if level != DEFAULTS[Rule(rule)]}
    scheme.save(update_fields=["guidelines", "rules"])
    _replace_fields(scheme, fields)
    record(scheme.project, by, "edit_scheme", str(scheme.version))
    return scheme


@transaction.atomic
def change_draft(
    project: Project,
    *,
    by: User,
    guidelines: str | None = None,
    rules: dict[str, str] | None = None,
    fields: Sequence[dict[str, Any]] | None = None,
) -> Scheme:
    """Change the draft, or begin one. None leaves a part as it is."""
    scheme = draft(project, by=by)
    return edit_draft(
        scheme,
        by=by,
        guidelines=scheme.guidelines if guidelines is None else guidelines,
        rules=scheme.rules if rules is None else rules,
        fields=list(scheme.fields.values(*_FIELD_COLUMNS)) if fields is None else fields,
    )


@transaction.atomic
def publish(scheme: Scheme, *, by: User) -> Scheme:
    """Freeze the draft. New sets use it; sets that exist keep theirs."""
    require(by, Can.MANAGE, scheme.project)
    scheme = _unpublished(scheme)
    scheme.published_at, scheme.published_by = timezone.now(), by
    scheme.save(update_fields=["published_at", "published_by"])
    record(scheme.project, by, "publish_scheme", str(scheme.version))
    return scheme


@transaction.atomic
def discard_draft(scheme: Scheme, *, by: User) -> None:
    """Throw the draft away."""
    require(by, Can.MANAGE, scheme.project)
    scheme = _unpublished(scheme)
    record(scheme.project, by, "discard_scheme", str(scheme.version))
    scheme.delete()


_FIELD_COLUMNS = ("applies_to", "name", "kind", "choices", "required", "key", "guideline")


def _unpublished(scheme: Scheme) -> Scheme:
    locked = Scheme.objects.select_for_update().filter(pk=scheme.pk, published_at=None).first()
    if locked is None:
        raise Refusal("published", _("A published scheme never changes; draft the next version."))
    return locked


def _replace_fields(scheme: Scheme, fields: Sequence[dict[str, Any]]) -> None:
    rows = [_field(scheme, ordinal, field) for ordinal, field in enumerate(fields)]
    _all_different([(row.applies_to, row.name) for row in rows], "name")
    _all_different([(row.applies_to, row.key) for row in rows if row.key], "key")
    scheme.fields.all().delete()
    Field.objects.bulk_create(rows)


def _field(scheme: Scheme, ordinal: int, field: dict[str, Any]) -> Field:
    row = Field(scheme=scheme, ordinal=ordinal, **{name: field[name] for name in _FIELD_COLUMNS if name in field})
    row.choices = list(dict.fromkeys(choice.strip() for choice in row.choices if choice.strip()))
    if not _FIELD_NAME.fullmatch(row.name):
        raise Refusal(
            "bad_field", _("“%(row)s”: a field's name has small letters, digits and underscores.") % {"row": row.name}
        )
    if row.applies_to not in Field.AppliesTo or row.kind not in Field.Kind:
        raise Refusal("bad_field", _("The field “%(row)s” needs a kind, and what it applies to.") % {"row": row.name})
    if (row.kind in ("choice", "many")) != bool(row.choices):
        raise Refusal(
            "bad_field",
            _("The field “%(row)s” needs choices exactly when one chooses from a list.") % {"row": row.name},
        )
    return row


def _all_different(given: list[tuple[str, str]], what: str) -> None:
    for applies_to, value in given:
        if given.count((applies_to, value)) > 1:
            raise Refusal(
                "bad_field",
                _("Two fields of %(applies_to)s have the %(what)s “%(value)s”.")
                % {"applies_to": applies_to, "what": what, "value": value},
            )
