"""Pages of projects, members, invitations and tokens."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import actions
from articles.access import Can, Refusal, Role, Scope, may
from articles.accounts import get_invitation, remember_invitation, reset_path
from articles.authentication import SignedInHttpRequest
from articles.forms import InvitationForm, ProjectForm, RoleForm, TokenForm
from articles.models import Project, Token
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page


@form_page
@login_required
def settings(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Change a project."""
    project = project_for(request, slug, Can.MANAGE)
    form = ProjectForm(sent(request), instance=copy(project))
    if form.is_valid():
        with told_in(form):
            actions.change_project(project, by=request.user, **form.cleaned_data)
            messages.success(request, _("The settings are saved."))
            return redirect("settings", slug)
    return render(request, "articles/settings.html", {"project": project, "form": form}, status=status_of(form))


@form_page
@login_required
@never_cache
def members(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Who is in a project. A manager invites: the link is in the answer to the POST and nowhere else."""
    project = project_for(request, slug, Can.SEE_MEMBERS)
    form = InvitationForm(sent(request))
    if form.is_valid():
        with told_in(form):
            wanted = form.cleaned_data
            _rest, secret = actions.invite(project, role=Role(wanted["role"]), note=wanted["note"], by=request.user)
            link = request.build_absolute_uri(reverse("invitation", args=[secret]))
            return _members(request, project, InvitationForm(), invitation_link=link)
    return _members(request, project, form)


@require_POST
@login_required
def role(request: SignedInHttpRequest, slug: str, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    project = project_for(request, slug, Can.MANAGE)
    membership = get_object_or_404(project.memberships.select_related("user"), pk=membership_id, left_at=None)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Refusal("bad_role", _("There is no such role."), 400)
    with told_on_the_next_page(request):
        actions.change_role(membership, role=Role(form.cleaned_data["role"]), by=request.user)
        messages.success(
            request,
            _("%(username)s is %(what)s now.")
            % {"username": membership.user.username, "what": form.cleaned_data["role"]},
        )
    return redirect("members", slug)


@require_POST
@login_required
def removal(request: SignedInHttpRequest, slug: str, membership_id: int) -> HttpResponse:
    """End a membership."""
    project = project_for(request, slug, Can.MANAGE)
    membership = get_object_or_404(project.memberships.select_related("user"), pk=membership_id, left_at=None)
    with told_on_the_next_page(request):
        actions.remove_member(membership, by=request.user)
        messages.success(
            request,
            _("%(username)s is no longer a member. What they tagged is kept.") % {"username": membership.user.username},
        )
    gone = membership.left_at is not None and membership.user_id == request.user.pk
    return redirect("projects") if gone else redirect("members", slug)


@require_POST
@login_required
@never_cache
def password_link(request: SignedInHttpRequest, slug: str, membership_id: int) -> HttpResponse:
    """Make a link with which a member can choose a new password; shown once, to be passed on."""
    project = project_for(request, slug, Can.MANAGE)
    membership = get_object_or_404(project.memberships.select_related("user", "project"), pk=membership_id)
    with told_on_the_next_page(request):
        user = actions.allow_new_password(membership, by=request.user)
        link = request.build_absolute_uri(reset_path(user))
        return _members(request, project, InvitationForm(), password_link=link, password_for=user.username)
    return redirect("members", slug)


@require_POST
@login_required
def invitation_revocation(request: SignedInHttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    """Make an invitation link useless."""
    project = project_for(request, slug, Can.MANAGE)
    invitation = get_object_or_404(project.invitations.select_related("project"), pk=invitation_id)
    actions.revoke_invitation(invitation, by=request.user)
    messages.success(request, _("The invitation is revoked. Its link does not work any more."))
    return redirect("members", slug)


@form_page
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation link leads: join, or create an account first."""
    invitation = get_invitation(secret)
    if not request.user.is_authenticated:
        remember_invitation(request, secret)
    elif request.method == "POST":
        membership = actions.accept_invitation(secret=secret, by=request.user)
        messages.success(request, _("Welcome to “%(name)s”.") % {"name": membership.project.name})
        return redirect(f"/projects/{membership.project.slug}/")
    role = request.user.role_in(invitation.project) if request.user.is_authenticated else None
    return render(request, "articles/invitation.html", {"invitation": invitation, "role": role})


@form_page
@login_required
@never_cache
def tokens(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """One's own keys for scripts. A new one is in the answer to the POST and nowhere else."""
    project = project_for(request, slug, Can.READ)
    form = TokenForm(sent(request))
    if form.is_valid():
        with told_in(form):
            wanted = form.cleaned_data
            token, secret = actions.create_token(
                user=request.user,
                project=project,
                scope=Scope(wanted["scope"]),
                name=wanted["name"],
                days=wanted["days"],
                by=request.user,
            )
            command = export_command(request, project, secret)
            return _tokens(request, project, TokenForm(), secret=secret, token=token, command=command)
    return _tokens(request, project, form)


@require_POST
@login_required
def token_revocation(request: SignedInHttpRequest, slug: str, token_id: int) -> HttpResponse:
    """End one of one's own tokens; a manager ends anybody's."""
    project = project_for(request, slug, Can.READ)
    known = project.tokens if may(request.user, Can.MANAGE, project) else request.user.tokens.filter(project=project)
    token = get_object_or_404(known.select_related("user", "project"), pk=token_id)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked. Scripts that use it are refused from now on."))
    return redirect("tokens", slug)


def export_command(request: HttpRequest, project: Project, secret: str) -> str:
    """The command line that downloads everything labelled in a project."""
    address = request.build_absolute_uri(f"/api/v1/projects/{project.slug}/export/?as=jsonl")
    return f"curl --fail -H 'Authorization: Bearer {secret}' '{address}' -o {project.slug}.jsonl"


def _members(request: SignedInHttpRequest, project: Project, form: InvitationForm, **shown: str) -> HttpResponse:
    everybody = list(project.memberships.select_related("user").order_by("pk"))
    now = timezone.now()
    invitations = project.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
    context = {
        "project": project,
        "form": form,
        "members": [one for one in everybody if one.left_at is None],
        "former": [one for one in everybody if one.left_at is not None],
        "invitations": invitations.select_related("by").order_by("-pk"),
        "roles": Role,
        "may_manage": may(request.user, Can.MANAGE, project),
        **shown,
    }
    return render(request, "articles/members.html", context, status=status_of(form))


def _tokens_of_others(request: SignedInHttpRequest, project: Project) -> list[Token]:
    """For a manager: what opens the project besides, each with `code`, the pseudonym of its owner."""
    if not may(request.user, Can.MANAGE, project):
        return []
    of_owner = project.memberships.filter(user=OuterRef("user")).values("code")
    working = project.tokens.working().exclude(user=request.user).select_related("user")
    return list(working.annotate(code=Subquery(of_owner[:1])).order_by("user__username", "-pk")[:500])


def _tokens(request: SignedInHttpRequest, project: Project, form: TokenForm, **shown: object) -> HttpResponse:
    own = list(request.user.tokens.filter(project=project).order_by("-pk")[:200])
    now = timezone.now()
    working = [one for one in own if one.revoked_at is None and one.expires_at > now]
    context = {
        "project": project,
        "form": form,
        "working": working,
        "ended": [one for one in own if one not in working],
        "others": _tokens_of_others(request, project),
        **shown,
    }
    return render(request, "articles/tokens.html", context, status=status_of(form))
