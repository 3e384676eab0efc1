"""The API of one project and its members."""

from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import actions
from articles.access import Can, Refusal, Role, require
from articles.authentication import SignedInRequest
from articles.conventions.repeating import not_to_be_kept
from articles.describing import answers
from articles.models import Membership, Project, User
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page

LANGUAGE_TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"


class ProjectOut(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    language = serializers.CharField()
    licence = serializers.CharField()
    text_rights = serializers.ChoiceField(Project.TextRights.choices)
    blind = serializers.BooleanField()
    shared_sets = serializers.BooleanField()
    assigned_only = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    role = serializers.ChoiceField(Role.choices, help_text="What the caller is in it.")


class ProjectChanges(Asked):
    """The settings of a project; what is left out stays."""

    name = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    language = serializers.RegexField(LANGUAGE_TAG, max_length=35, required=False)
    licence = serializers.CharField(max_length=100, required=False, allow_blank=True)
    text_rights = serializers.ChoiceField(Project.TextRights.choices, required=False)
    blind = serializers.BooleanField(required=False)
    shared_sets = serializers.BooleanField(required=False)
    assigned_only = serializers.BooleanField(required=False)


class MemberOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="The pseudonym of exports. It is never given to anybody else.")
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.get_full_name")
    role = serializers.ChoiceField(Role.choices)
    joined_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)


class InvitationOut(serializers.Serializer[Any]):
    url = serializers.URLField(help_text="Works once. It is shown here and never again.")
    role = serializers.ChoiceField(Role.choices)
    expires_at = serializers.DateTimeField()


class AddedOut(serializers.Serializer[Any]):
    member = MemberOut(allow_null=True)
    invitation = InvitationOut(allow_null=True)


class MemberIn(Asked):
    """Somebody to add by name, or to invite by link."""

    username = serializers.CharField(
        max_length=150, required=False, help_text="Of an account that exists; without it, an invitation is made."
    )
    role = serializers.ChoiceField(Role.choices)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class MemberChanges(Asked):
    """Another role for a member."""

    code = serializers.CharField(max_length=8)
    role = serializers.ChoiceField(Role.choices, allow_null=True, help_text="null ends the membership.")


class NothingAsked(Asked):
    """No parameters."""


def project_for(request: SignedInRequest, slug: str, can: Can = Can.READ) -> Project:
    """The project an endpoint is about: 404 for a stranger, 403 for a member without the right."""
    project = get_object_or_404(projects_of(request.user), slug=slug)
    require(request.user, can, project)
    return project


def projects_of(user: User) -> QuerySet[Project]:
    """The projects `user` may see, each with the role this person has in it."""
    mine = Membership.objects.filter(project=OuterRef("pk"), user=user.pk)
    return Project.objects.visible_to(user).annotate(role=Subquery(mine.values("role")[:1], output_field=CharField()))


class ProjectView(APIView):
    """One project and its settings."""

    @extend_schema(operation_id="projects_read", summary="Read a project", responses=answers(ok=ProjectOut))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        asked(NothingAsked, request.query_params)
        return Response(ProjectOut(project_for(request, slug)).data)

    @extend_schema(
        operation_id="projects_change",
        summary="Change the settings of a project",
        request=ProjectChanges,
        responses=answers(403, 422, ok=ProjectOut),
    )
    def patch(self, request: SignedInRequest, slug: str) -> Response:
        project = project_for(request, slug, Can.MANAGE)
        actions.change_project(project, by=request.user, **asked(ProjectChanges, request.data))
        return Response(ProjectOut(project).data)


class MembersView(APIView):
    """Who may do what in a project."""

    @extend_schema(
        operation_id="members_list",
        summary="List members",
        parameters=[PageAsked],
        responses=answers(403, ok=list_of(MemberOut)),
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(PageAsked, request.query_params)
        project = project_for(request, slug, Can.SEE_MEMBERS)
        page = read_page(project.memberships.select_related("user"), order=("pk",), wanted=wanted)
        return Response(listed(request, page, MemberOut(page.rows, many=True)))

    @extend_schema(
        operation_id="members_add",
        summary="Add or invite a member",
        request=MemberIn,
        responses=answers(403, 422, created=AddedOut),
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        project = project_for(request, slug, Can.MANAGE)
        wanted = asked(MemberIn, request.data)
        if "username" in wanted:
            return Response(AddedOut(_added(request, project, wanted)).data, status=201)
        return Response(AddedOut(_invited(request, project, wanted)).data, status=201)

    @extend_schema(
        operation_id="members_change",
        summary="Change a role or end a membership",
        request=MemberChanges,
        responses=answers(403, 422, ok=MemberOut),
    )
    def patch(self, request: SignedInRequest, slug: str) -> Response:
        project = project_for(request, slug, Can.MANAGE)
        wanted = asked(MemberChanges, request.data)
        membership = get_object_or_404(
            project.memberships.select_related("user", "project"), code=wanted["code"], left_at=None
        )
        if wanted["role"] is None:
            actions.remove_member(membership, by=request.user)
        else:
            actions.change_role(membership, role=Role(wanted["role"]), by=request.user)
        return Response(MemberOut(membership).data)


class InvitationRow(serializers.Serializer[Any]):
    """An open invitation. Its link was shown when it was made."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(Role.choices)
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class InvitationsView(APIView):
    """Who is invited and has not come yet."""

    @extend_schema(
        operation_id="invitations_list", parameters=[PageAsked], responses=answers(403, ok=list_of(InvitationRow))
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        """The open invitations of a project. `POST …/members/` makes one."""
        wanted = asked(PageAsked, request.query_params)
        project = project_for(request, slug, Can.SEE_MEMBERS)
        waiting = project.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
        page = read_page(waiting, order=("pk",), wanted=wanted)
        return Response(listed(request, page, InvitationRow(page.rows, many=True)))


class InvitationView(APIView):
    """One invitation."""

    @extend_schema(operation_id="invitations_revoke", request=None, responses={204: None})
    def delete(self, request: SignedInRequest, slug: str, invitation_id: int) -> Response:
        """Make the link of an invitation useless."""
        project = project_for(request, slug, Can.MANAGE)
        found = get_object_or_404(project.invitations.select_related("project"), pk=invitation_id)
        actions.revoke_invitation(found, by=request.user)
        return Response(status=204)


def _added(request: SignedInRequest, project: Project, wanted: dict[str, Any]) -> dict[str, Any]:
    user = User.objects.filter(username=wanted["username"], is_active=True).first()
    if user is None:
        raise Refusal("unknown_user", f"Nobody is called “{wanted['username']}”; leave it out to make an invitation.")
    return {
        "member": actions.add_member(project, user=user, role=Role(wanted["role"]), by=request.user),
        "invitation": None,
    }


def _invited(request: SignedInRequest, project: Project, wanted: dict[str, Any]) -> dict[str, Any]:
    not_to_be_kept(request)
    invitation, secret = actions.invite(project, role=Role(wanted["role"]), note=wanted["note"], by=request.user)
    url = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return {"member": None, "invitation": {"url": url, "role": invitation.role, "expires_at": invitation.expires_at}}
