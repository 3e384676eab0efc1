"""Pages of schemes, and the start of a project, which comes with a first one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.scheme import actions
from annotator.scheme.comparing import changed_fields, changed_rules
from annotator.scheme.forms import DraftForm, FieldFormSet
from annotator.scheme.models import Field, Scheme
from annotator.scheme.rules import DESCRIPTIONS, PROFILES, Rule, level
from articles.access import Can, Refusal, may
from articles.actions import WHO_MAY_CREATE, may_create_projects
from articles.authentication import SignedInHttpRequest
from articles.forms import NewProjectForm
from articles.models import Project
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page

FIELD_PARTS = ("applies_to", "name", "kind", "choices", "required", "key", "guideline")


@form_page
@login_required
def new_project(request: SignedInHttpRequest) -> HttpResponse:
    """Start a project."""
    if not may_create_projects(request.user):
        raise Refusal("forbidden", _(WHO_MAY_CREATE), 403)
    form = NewProjectForm(sent(request))
    if form.is_valid():
        with told_in(form):
            project = actions.start_project(by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("“%(project)s” is ready. Invite your colleagues, or add articles first.") % {"project": project.name},
            )
            return redirect("members", project.slug)
    return render(request, "articles/new_project.html", {"form": form}, status=status_of(form))


@require_safe
@login_required
def scheme(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """What may be said: the newest published version, or the one asked for."""
    project = project_for(request, slug, Can.READ)
    versions = list(Scheme.objects.filter(project=project).published().select_related("published_by"))
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if asked in ("", str(one.version))), None)
    if shown is None:
        raise Http404
    may_manage = may(request.user, Can.MANAGE, project)
    context = {
        "project": project,
        "scheme": shown,
        "newest": versions[0],
        "versions": versions,
        "groups": _groups(shown),
        "rules": [(_(DESCRIPTIONS[rule]), level(shown.rules, rule)) for rule in Rule],
        "may_manage": may_manage,
        "draft": _draft(project) if may_manage else None,
    }
    return render(request, "scheme/scheme.html", context)


@form_page
@login_required
def draft(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Write the next version. Nothing is stored before the first save."""
    project = project_for(request, slug, Can.MANAGE)
    known, newest = _draft(project), _newest(project)
    form = DraftForm(sent(request), scheme=known or newest)
    fields = FieldFormSet(sent(request), initial=_parts(known or newest), prefix="fields")
    if form.is_valid() and fields.is_valid():
        with told_in(form):
            actions.change_draft(project, by=request.user, fields=_sent_fields(fields), **_sent_rules(request, form))
            messages.success(request, _("The draft is saved. Nobody works with it before you publish it."))
            return redirect("scheme_publication" if "publish" in request.POST else "scheme_draft", slug)
    context = {
        "project": project,
        "form": form,
        "fields": fields,
        "known": known,
        "version": known.version if known else newest.version + 1,
    }
    wrong = request.method == "POST"
    return render(request, "scheme/draft.html", context, status=422 if wrong else 200)


@form_page
@login_required
def publication(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Look at what changes, then publish."""
    project = project_for(request, slug, Can.MANAGE)
    known, newest = _draft(project), _newest(project)
    if known is None:
        return redirect("scheme", slug)
    if request.method == "POST":
        with told_on_the_next_page(request):
            actions.publish(known, by=request.user)
            messages.success(
                request, _("Version %(version)s is published. New readings use it.") % {"version": known.version}
            )
        return redirect("scheme", slug)
    context = {
        "project": project,
        "draft": known,
        "newest": newest,
        "guidelines_change": known.guidelines != newest.guidelines,
        "fields": changed_fields(_parts(newest), _parts(known)),
        "rules": [(_(DESCRIPTIONS[rule]), old, new) for rule, old, new in changed_rules(newest.rules, known.rules)],
    }
    return render(request, "scheme/publication.html", context)


@require_POST
@login_required
def discarding(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    project = project_for(request, slug, Can.MANAGE)
    if known := _draft(project):
        with told_on_the_next_page(request):
            actions.discard_draft(known, by=request.user)
            messages.success(request, _("The draft is gone."))
    return redirect("scheme", slug)


def _draft(project: Project) -> Scheme | None:
    return Scheme.objects.filter(project=project, published_at=None).first()


def _newest(project: Project) -> Scheme:
    return get_object_or_404(Scheme.objects.filter(project=project).published()[:1])


def _parts(scheme: Scheme) -> list[dict[str, Any]]:
    return list(scheme.fields.values(*FIELD_PARTS))


def _groups(scheme: Scheme) -> list[tuple[str, list[Field]]]:
    """The fields as the page shows them: by what they are asked of."""
    fields = list(scheme.fields.all())
    return [(kind.value, [field for field in fields if field.applies_to == kind]) for kind in Field.AppliesTo]


def _sent_fields(fields: Any) -> list[dict[str, Any]]:
    kept = [form for form in fields.ordered_forms if form.has_changed() or form.initial]
    return [{part: form.cleaned_data[part] for part in FIELD_PARTS} for form in kept]


def _sent_rules(request: SignedInHttpRequest, form: DraftForm) -> dict[str, Any]:
    """Guidelines and rules; a profile's button replaces the rules by its own."""
    rules: dict[str, Any] = form.rules()
    if (profile := request.POST.get("profile", "")) in PROFILES:
        rules = dict(PROFILES[profile])
    return {"guidelines": form.cleaned_data["guidelines"], "rules": rules}
