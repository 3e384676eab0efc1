"""Pages of topics: the claim catalogue as a tree, and one page a topic."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.registry import actions
from annotator.registry.forms import MergeTopicForm, TopicForm
from annotator.registry.mentions import recent_mentions
from annotator.registry.models import Topic
from annotator.registry.tree import branches
from articles.access import Can, may
from articles.authentication import SignedInHttpRequest
from articles.models import Project
from articles.pages import form_page, project_for, sent, status_of, told_in
from articles.paging import read_page

MOST_SHOWN = 1_000  # a catalogue is written by hand; longer ones are searched


@require_safe
@login_required
def topics(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """The claim catalogue as a tree; with ?q= a list of what contains the words."""
    project = project_for(request, slug, Can.READ)
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:300]
    found = Topic.objects.filter(project=project).current()
    found, order = (found.ranked(words), ("rank",)) if words else (found, ())
    page = read_page(found, order=(*order, "code", "name", "pk"), wanted={"limit": MOST_SHOWN})
    context = {
        "project": project,
        "words": words,
        "tree": [(topic, 0) for topic in page.rows] if words else branches(page.rows),
        "more": bool(page.next),
        "may_create": may(request.user, Can.ANNOTATE, project),
    }
    return render(request, "registry/topics.html", context)


@form_page
@login_required
def new_topic(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Add a topic; ?parent= says below which one."""
    project = project_for(request, slug, Can.ANNOTATE)
    form = TopicForm(sent(request), project=project, initial={"parent": request.GET.get("parent", "")})
    if form.is_valid():
        with told_in(form):
            topic, _rest = actions.create_topic(project=project, by=request.user, **form.cleaned_data)
            messages.success(request, _("“%(topic)s” is added.") % {"topic": topic.name})
            return redirect("topic", slug, topic.uuid)
    return render(request, "registry/new_topic.html", {"project": project, "form": form}, status=status_of(form))


@form_page
@login_required
def topic(request: SignedInHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One topic: what it means, and who claims it where. Curators describe it here."""
    project = project_for(request, slug, Can.CURATE if request.method == "POST" else Can.READ)
    shown = _topic(project, uuid)
    form = TopicForm(sent(request), project=project, topic=shown)
    if form.is_valid():
        with told_in(form):
            actions.change_topic(shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("topic", slug, uuid)
        shown = _topic(project, uuid)
    context = {
        "project": project,
        "topic": shown,
        "form": form,
        "children": shown.children.current().order_by("code", "name"),
        "merged": shown.merged.order_by("name"),
        "mentions": recent_mentions(shown, request.user),
        "count": Topic.objects.claims(shown, request.user),
        "may_curate": shown.merged_into is None and may(request.user, Can.CURATE, project),
        "may_create": shown.merged_into is None and may(request.user, Can.ANNOTATE, project),
    }
    return render(request, "registry/topic.html", context, status=status_of(form))


@form_page
@login_required
def merge_topic(request: SignedInHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Choose what stays (?into=), see what that means, then merge."""
    project = project_for(request, slug, Can.CURATE)
    gone = _topic(project, uuid)
    asked = request.POST or (request.GET if "into" in request.GET else None)
    form = MergeTopicForm(asked, project=project)
    into = form.cleaned_data["into"] if form.is_valid() else None
    if into and request.method == "POST":
        with told_in(form):
            actions.merge_topics(gone, into=into, by=request.user)
            messages.success(request, _("“%(gone)s” is “%(into)s” now.") % {"gone": gone.name, "into": into.name})
            return redirect("topic", slug, into.uuid)
    context = {"project": project, "gone": gone, "into": into, "form": form}
    if into:
        if not form.errors:
            context["form"] = MergeTopicForm(project=project, initial={"into": into})  # its name where an id was sent
        context |= {
            "gone_claims": Topic.objects.claims(gone, request.user),
            "into_claims": Topic.objects.claims(into, request.user),
        }
    return render(request, "registry/merge_topic.html", context, status=status_of(form))


def _topic(project: Project, uuid: UUID) -> Topic:
    return get_object_or_404(
        Topic.objects.select_related("project", "parent", "merged_into"), project=project, uuid=uuid
    )
