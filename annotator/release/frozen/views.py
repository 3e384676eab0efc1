"""The pages of releases: all of them, a new one, one of them, and what a manager may do with it."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from annotator.release.files.actions import make_link
from annotator.release.filters import Selection
from annotator.release.frozen import actions, reading
from annotator.release.frozen.asking import canonical, wanted_of
from annotator.release.frozen.citing import citations
from annotator.release.frozen.drawing import by_month, lying
from annotator.release.frozen.forms import FilterForm, ReleaseForm, WithdrawalForm, others
from annotator.release.frozen.links import files_of, link_for, page_of
from annotator.release.frozen.loading import loading
from annotator.release.models import Release
from annotator.work.models import Attribution
from articles.access import Can, may, not_found
from articles.authentication import SignedInHttpRequest
from articles.models import Project
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page
from articles.paging import next_address, previous_address, read_page, refuse_unknown

ROWS = 50
COUNTED = 100_000
IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""What would end a script element, as JSON may write it too."""


@login_required
@require_safe
def releases(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """All releases of a project, newest first."""
    project = project_for(request, slug, Can.EXPORT)
    refuse_unknown(request.GET, ("cursor",))
    found = reading.releases_of(project, request.user)
    page = read_page(found, order=("-number",), wanted={**request.GET.dict(), "limit": ROWS})
    context = {
        "project": project,
        "rows": [(one, reading.failure_of(one)) for one in page.rows],
        "makes": may(request.user, Can.RELEASE, project),
        "moving": any(one.state == Release.State.BUILDING for one in page.rows),
        "next": next_address(request, page),
        "previous": previous_address(request, page),
    }
    return render(request, "release/frozen/releases.html", context)


@login_required
@form_page
def new_release(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Say what to freeze, with what it would be."""
    project = project_for(request, slug, Can.RELEASE)
    form = ReleaseForm(sent(request), project=project)
    if form.is_valid():
        with told_in(form):
            made = actions.make_release(project, form.wish(), by=request.user, address=page_of(request, project))
            return redirect("release", slug, made.number)
    chosen = form if form.is_bound and form.is_valid() else None
    context = {"project": project, "form": form, "counts": _counts(request, project, chosen)}
    return render(request, "release/frozen/new.html", context, status=status_of(form))


@login_required
@require_safe
def counts(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """What the filters in the address would leave, for the form as it is filled in."""
    project = project_for(request, slug, Can.RELEASE)
    form = FilterForm(request.GET if "sets" in request.GET else None, project=project)
    refuse_unknown(request.GET, form.fields)
    if form.is_bound and not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    return JsonResponse({"counts": _counts(request, project, form if form.is_bound else None)})


@login_required
@require_safe
def release(request: SignedInHttpRequest, slug: str, number: int) -> HttpResponse:
    """What is in a release and how to have it; how far it is; or that it was withdrawn, and why."""
    project = project_for(request, slug, Can.EXPORT)
    refuse_unknown(request.GET, ("since",))
    found = reading.one_of(project, request.user, number)
    context: dict[str, Any] = {"project": project, "release": found, "makes": may(request.user, Can.RELEASE, project)}
    if found.withdrawn_at:
        return render(request, "release/frozen/withdrawn.html", context, status=410)
    if not found.built_at:
        context |= {"progress": reading.progress_of(found), "failure": reading.failure_of(found)}
        return render(request, "release/frozen/waiting.html", context)
    context |= _about(request, found) | _compared(request, found) | {"withdrawal": WithdrawalForm()}
    return render(request, "release/frozen/release.html", context)


@login_required
@require_POST
def withdraw(request: SignedInHttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a release back."""
    found = reading.one_of(project_for(request, slug, Can.RELEASE), request.user, number)
    with told_on_the_next_page(request):
        actions.withdraw_release(found, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("Release %(number)s was withdrawn.") % {"number": number})
    return redirect("release", slug, number)


@login_required
@require_POST
def building(request: SignedInHttpRequest, slug: str, number: int) -> HttpResponse:
    """Stop building a release, or try again."""
    found = reading.one_of(project_for(request, slug, Can.RELEASE), request.user, number)
    act = actions.cancel_build if request.POST.get("verb") == "cancel" else actions.build_again
    with told_on_the_next_page(request):
        act(found, by=request.user)
    return redirect("release", slug, number)


@login_required
@require_POST
def link(request: SignedInHttpRequest, slug: str, number: int) -> HttpResponse:
    """Make a link of one's own, and show the lines with it."""
    found = reading.one_of(project_for(request, slug, Can.EXPORT), request.user, number)
    with told_on_the_next_page(request):
        make_link(found, by=request.user)
    return redirect(f"{reverse('release', args=[slug, number])}#load")


def _about(request: SignedInHttpRequest, found: Release) -> dict[str, Any]:
    facts, files = reading.facts_of(found), list(found.files.all())
    files_at = request.build_absolute_uri(files_of(found))
    own = request.build_absolute_uri(link_for(found, request.user))
    croissant = json.dumps(reading.croissant_of(found, files_at)).translate(IN_SCRIPT)
    by = found.counts["by"]
    nested = [part for part, number in facts.parts.items() if number]
    return {
        "files": files,
        "bytes": sum(file.bytes for file in files),
        "files_at": files_of(found),
        "figures": _figures(found.counts),
        "outlets": lying(by["outlet"]),
        "more_outlets": found.counts["outlets"] - len(lying(by["outlet"])),
        "months": by_month(by["month"]),
        "kinds": lying(by["kind"]),
        "parts": facts.parts,
        "by": by,
        "loading": loading(own, facts.name, signed=own != files_at, nested=nested),
        "linked": own != files_at,
        "citations": citations(facts),
        "croissant": SafeString(croissant),
    }


def _compared(request: SignedInHttpRequest, found: Release) -> dict[str, Any]:
    since = request.GET.get("since", "")
    older: Release | None = reading.before(found)
    if since:
        older = others(found).select_related("scheme").filter(number=int(since) if since.isdecimal() else 0).first()
        if older is None:
            raise not_found(gettext_noop("release"))
    compared = reading.comparison(older, found) if older else None
    asked = [_in_words(*one) for one in compared.asked] if compared else []
    return {"others": others(found)[:ROWS], "comparison": compared, "asked": asked}


def _in_words(name: str, before: str, after: str) -> tuple[str, str, str]:
    """What was asked for in two releases, as the form calls it."""
    if name == "rights":
        return _("Of the articles"), str(Project.TextRights(before).label), str(Project.TextRights(after).label)
    if name == "split":
        return _("Parts"), str(Release.Split(before).label), str(Release.Split(after).label)
    return _("Chosen"), before, after


def _counts(request: SignedInHttpRequest, project: Project, form: FilterForm | None) -> list[tuple[str, str]]:
    """What there is, and how many: nobody waits for a count of millions."""
    sets = form.cleaned_data["sets"] if form else Release.Sets.SUBMITTED
    filters = canonical(form.filters()) if form else {}
    kept = Selection.of(project, request.user, wanted_of(sets, filters)).kept_sets()
    rows: dict[str, QuerySet[Any, Any]] = {
        gettext_noop("articles"): kept.values("article").distinct(),
        gettext_noop("readings"): kept.values("pk"),
        gettext_noop("attributions"): Attribution.objects.filter(set__in=kept).values("pk"),
    }
    counted = {name: found.order_by()[: COUNTED + 1].count() for name, found in rows.items()}
    return [(_(name), f"{min(found, COUNTED):,}{'+' if found > COUNTED else ''}") for name, found in counted.items()]


def _figures(counts: dict[str, Any]) -> list[tuple[str, int]]:
    names = {
        "articles": gettext_noop("articles"),
        "sets": gettext_noop("readings"),
        "spans": gettext_noop("spans"),
        "attributions": gettext_noop("attributions"),
        "actors": gettext_noop("actors"),
        "topics": gettext_noop("topics"),
    }
    return [(_(name), counts[key]) for key, name in names.items()]
