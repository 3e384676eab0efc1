"""Pages of actors: who speaks, under which names, and who is the same."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.registry import actions
from annotator.registry.forms import (
    ActorForm,
    AffiliationForm,
    AliasForm,
    MergeActorForm,
    NewActorForm,
    SearchForm,
)
from annotator.registry.mentions import recent_mentions
from annotator.registry.models import Actor, Affiliation, Alias
from articles.access import Can, may
from articles.authentication import SignedInHttpRequest
from articles.models import Project
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page
from articles.paging import next_address, previous_address, read_page

A_PAGE = 50
MOST_CHILDREN = 30


@require_safe
@login_required
def actors(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """The actors of a project, by name; unnamed sources only when they are asked for."""
    project = project_for(request, slug, Can.READ)
    search = SearchForm(request.GET)
    wanted = search.cleaned_data if search.is_valid() else {}
    words, kind = wanted.get("q", ""), wanted.get("kind", "")
    found = (
        Actor.objects.visible_to(request.user)
        .filter(project=project)
        .current()
        .select_related("parent")
        .prefetch_related("aliases")
    )
    found = found.filter(kind=kind) if kind else found.filter(article=None)
    found = found.ranked(words) if words else found
    order = ("rank", "name", "pk") if words else ("name", "pk")
    page = read_page(found, order=order, wanted={"limit": A_PAGE, "cursor": request.GET.get("cursor")})
    counts = Actor.objects.mentions(page.rows, request.user)
    context = {
        "project": project,
        "search": search,
        "searched": bool(words or kind),
        "rows": [(actor, counts[actor.pk]) for actor in page.rows],
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": request.path if "cursor" in request.GET else "",
        "may_create": may(request.user, Can.ANNOTATE, project),
    }
    return render(request, "registry/actors.html", context)


@form_page
@login_required
def new_actor(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Add an actor. A name that is taken is pointed out once."""
    project = project_for(request, slug, Can.ANNOTATE)
    form = NewActorForm(sent(request), project=project, initial={"name": request.GET.get("name", "")})
    if form.is_valid():
        form.look_for_same(project)
        if not form.known:
            with told_in(form):
                wanted = {name: value for name, value in form.cleaned_data.items() if name != "again"}
                actor, _rest = actions.create_actor(project=project, by=request.user, **wanted)
                messages.success(request, _("“%(actor)s” is added.") % {"actor": actor.name})
                return redirect("actor", slug, actor.uuid)
    status = 422 if form.known else status_of(form)
    return render(request, "registry/new_actor.html", {"project": project, "form": form}, status=status)


@form_page
@login_required
def actor(request: SignedInHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One actor: what is known, and where it speaks. Curators describe it here."""
    project = project_for(request, slug, Can.CURATE if request.method == "POST" else Can.READ)
    shown = _actor(request, project, uuid)
    form = ActorForm(sent(request), project=project, actor=shown)
    if form.is_valid():
        with told_in(form):
            actions.change_actor(shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("actor", slug, uuid)
        shown = _actor(request, project, uuid)
    return _actor_page(request, project, shown, form=form)


@require_POST
@login_required
def alias(request: SignedInHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Add a name."""
    project = project_for(request, slug, Can.CURATE)
    shown = _actor(request, project, uuid)
    form = AliasForm(request.POST)
    if form.is_valid():
        with told_in(form):
            actions.add_alias(shown, name=form.cleaned_data["name"], by=request.user)
            return redirect("actor", slug, uuid)
    return _actor_page(request, project, shown, alias_form=form)


@require_POST
@login_required
def alias_removal(request: SignedInHttpRequest, slug: str, uuid: UUID, alias_id: int) -> HttpResponse:
    """Forget a name."""
    project = project_for(request, slug, Can.CURATE)
    known = get_object_or_404(
        Alias.objects.select_related("actor__project"), actor=_actor(request, project, uuid), pk=alias_id
    )
    with told_on_the_next_page(request):
        actions.remove_alias(known, by=request.user)
    return redirect("actor", slug, uuid)


@require_POST
@login_required
def affiliation(request: SignedInHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Note what an actor was, where and when."""
    project = project_for(request, slug, Can.CURATE)
    shown = _actor(request, project, uuid)
    form = AffiliationForm(request.POST, project=project)
    if form.is_valid():
        with told_in(form):
            actions.add_affiliation(shown, by=request.user, **form.cleaned_data)
            return redirect("actor", slug, uuid)
    return _actor_page(request, project, shown, affiliation_form=form)


@require_POST
@login_required
def affiliation_removal(request: SignedInHttpRequest, slug: str, uuid: UUID, affiliation_id: int) -> HttpResponse:
    """Take an affiliation away."""
    project = project_for(request, slug, Can.CURATE)
    known = get_object_or_404(
        Affiliation.objects.select_related("actor__project"), actor=_actor(request, project, uuid), pk=affiliation_id
    )
    with told_on_the_next_page(request):
        actions.remove_affiliation(known, by=request.user)
    return redirect("actor", slug, uuid)


@form_page
@login_required
def merge_actor(request: SignedInHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Choose who stays (?into=), see what that means, then merge."""
    project = project_for(request, slug, Can.CURATE)
    gone = _actor(request, project, uuid)
    asked = request.POST or (request.GET if "into" in request.GET else None)
    form = MergeActorForm(asked, project=project)
    into = form.cleaned_data["into"] if form.is_valid() else None
    if into and request.method == "POST":
        with told_in(form):
            actions.merge_actors(gone, into=into, by=request.user)
            messages.success(request, _("“%(gone)s” is “%(into)s” now.") % {"gone": gone.name, "into": into.name})
            return redirect("actor", slug, into.uuid)
    context = {"project": project, "gone": gone, "into": into, "form": form, "likely": _likely(gone)}
    if into:
        if not form.errors:
            context["form"] = MergeActorForm(project=project, initial={"into": into})  # its name where an id was sent
        counts = Actor.objects.mentions([gone, into], request.user)
        context |= {"gone_mentions": counts[gone.pk], "into_mentions": counts[into.pk]}
    return render(request, "registry/merge_actor.html", context, status=status_of(form))


def _actor(request: SignedInHttpRequest, project: Project, uuid: UUID) -> Actor:
    visible = Actor.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("project", "parent", "merged_into", "article"), project=project, uuid=uuid
    )


def _actor_page(request: SignedInHttpRequest, project: Project, shown: Actor, **forms: Any) -> HttpResponse:
    context = {
        "project": project,
        "actor": shown,
        "aliases": shown.aliases.order_by("name"),
        "affiliations": shown.affiliations.select_related("organisation").order_by("valid_from", "pk"),
        "children": shown.children.current().order_by("name")[:MOST_CHILDREN],
        "mentions": recent_mentions(shown, request.user),
        "count": Actor.objects.mentions([shown], request.user)[shown.pk],
        "may_curate": shown.merged_into is None and may(request.user, Can.CURATE, project),
        "form": forms.get("form") or ActorForm(project=project, actor=shown),
        "alias_form": forms.get("alias_form") or AliasForm(auto_id="alias_%s"),
        "affiliation_form": forms.get("affiliation_form") or AffiliationForm(project=project, auto_id="post_%s"),
    }
    wrong = any(form.is_bound and form.errors for form in forms.values())
    return render(request, "registry/actor.html", context, status=422 if wrong else 200)


def _likely(actor: Actor) -> list[Actor]:
    """Actors that share a name with this one, or its last word: where doubles mostly hide."""
    last = actor.name.split()[-1]
    others = Actor.objects.filter(project=actor.project_id, article=None).current().exclude(pk=actor.pk)
    alike = Q(name__icontains=last) | Q(aliases__name__iexact=actor.name)
    return list(others.filter(alike).distinct().order_by("name")[:8])
