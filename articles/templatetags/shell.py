"""What the frame of every page needs: icons, and the navigation a person's role opens."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from articles.access import Can, Role, allows
from articles.languages import catalogue_address
from articles.models import Membership, Project
from articles.retelling import retold

register = template.Library()

# label, name of the route (its one argument is the project's slug), icon, the right it takes
ENTRIES = (
    (gettext_noop("Overview"), "project", "home", Can.READ),
    (gettext_noop("Queue"), "queue", "queue", Can.ANNOTATE),
    (gettext_noop("Articles"), "articles", "article", Can.READ),
    (gettext_noop("Progress"), "progress", "progress", Can.SEE_EVERY_SET),
    (gettext_noop("Uploads"), "uploads", "upload", Can.UPLOAD),
    (gettext_noop("Scheme"), "scheme", "scheme", Can.READ),
    (gettext_noop("Actors"), "actors", "actor", Can.READ),
    (gettext_noop("Topics"), "topics", "topic", Can.READ),
    (gettext_noop("Data"), "data", "data", Can.EXPORT),
    (gettext_noop("Releases"), "releases", "data", Can.EXPORT),
    (gettext_noop("Members"), "members", "members", Can.SEE_MEMBERS),
    (gettext_noop("Settings"), "settings", "settings", Can.MANAGE),
)
TOKENS = (gettext_noop("Tokens"), "tokens", "key", Can.READ)
FOR_RESEARCH = ("project", "data", "releases", "articles", "scheme", "actors", "topics")
"""What whoever only reads finds, in this order, with their tokens behind it."""
SWITCH_SHOWS = 30
IN_A_SENTENCE = {
    Role.MANAGER.value: gettext_lazy("manager"),
    Role.ADJUDICATOR.value: gettext_lazy("adjudicator"),
    Role.EDITOR.value: gettext_lazy("editor"),
    Role.RESEARCHER.value: gettext_lazy("researcher"),
}


@dataclass
class Entry:
    label: str
    url: str
    icon: str
    current: bool = False


@dataclass
class Shell:
    """The projects to switch between, and the pages of the one this page is about."""

    project: Project | None
    role: str | None
    projects: list[Project]
    entries: list[Entry]


@register.simple_tag(takes_context=True)
def shell(context: dict[str, Any]) -> Shell:
    """Everything the header shows, in one query. Pages say which project they are about with `project`."""
    request, project = context.get("request"), context.get("project")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return Shell(None, None, [], [])
    mine = Membership.objects.filter(user_id=user.pk, left_at=None)
    mine = mine.select_related("project").order_by("project__name", "pk")
    memberships = list(mine[:SWITCH_SHOWS])
    projects = [membership.project for membership in memberships]
    if not isinstance(project, Project):
        return Shell(None, None, projects, [])
    role = next((one.role for one in memberships if one.project_id == project.pk), None) or user.role_in(project)
    return Shell(project, role, projects, entries_for(project, role, request.path))


def entries_for(project: Project, role: str | None, path: str) -> list[Entry]:
    """The pages `role` may open. The current one is where `path` is or lies under; all lie under the overview."""
    found = [
        Entry(_(label), project_url(name, project), icon)
        for label, name, icon, can in _in_order(role)
        if allows(role, can)
    ]
    overview = project_url("project", project)
    for entry in found:
        entry.current = path == entry.url or (entry.url != overview and path.startswith(entry.url))
    return found


def _in_order(role: str | None) -> list[tuple[str, str, str, Can]]:
    if role != Role.RESEARCHER:
        return list(ENTRIES)
    by_name = {entry[1]: entry for entry in ENTRIES}
    return [*(by_name[name] for name in FOR_RESEARCH), TOKENS]


@register.simple_tag(name="project_address")
def project_url(name: str, project: Project) -> str:
    """The address of a project's page."""
    return reverse(name, args=[project.slug])


@register.filter
def role_in_a_sentence(role: str) -> str:
    """What a role is called after “you are”."""
    return str(IN_A_SENTENCE.get(role, role))


@register.filter(name="retold")
def retold_for_the_reader(sentence: str) -> str:
    """A sentence that a worker kept in English, in the reader's language."""
    return retold(sentence)


@register.filter
def language_name(code: str) -> str:
    """The name of a language tag in the reader's language, or the tag itself."""
    try:
        return str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return code


@register.simple_tag
def catalogue(language: str) -> str:
    """The address of the scripts' words; empty when they speak the language already."""
    return catalogue_address(language)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """What can be chosen: the code and the language's own name."""
    return list(settings.LANGUAGES)


@register.simple_tag
def sends_mail() -> bool:
    """Whether this server can send mail; without it, links are shown to a manager to pass on."""
    return bool(settings.EMAIL_HOST)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of static/icons.svg. Silent to screen readers unless a label says what it means."""
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.inclusion_tag("components/api_line.html", takes_context=True)
def api_line(context: dict[str, Any], route: str, *same: str) -> dict[str, str]:
    """The line that asks the API for what is on the screen. `same` are the filters that mean the same in both.

    With any other filter there is no line: none is better than a wrong one.
    """
    request, project = context["request"], context["project"]
    asked = {name: value for name, value in request.GET.items() if value and name != "cursor"}
    if not asked.keys() <= set(same):
        return {"command": ""}
    address = request.build_absolute_uri(reverse(route, args=[project.slug]))
    query = f"?{urlencode(asked)}" if asked else ""
    return {"command": f"curl --fail -H 'Authorization: Bearer YOUR_TOKEN' '{address}{query}'"}
