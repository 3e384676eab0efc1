"""Who is asking for a page: their membership brings the project and the rights along, in one query."""

from django.shortcuts import get_object_or_404

from articles.access import Can, allows, forbidden
from articles.authentication import SignedInHttpRequest
from articles.models import Article, Membership, Project


def seat(request: SignedInHttpRequest, slug: str, can: Can = Can.READ) -> Membership:
    """The caller's place in a project. 404 for a stranger, 403 for a member without the right."""
    mine = Membership.objects.filter(user=request.user, left_at=None).select_related("project")
    return _allowed(get_object_or_404(mine, project__slug=slug), can)


def team(request: SignedInHttpRequest, slug: str, can: Can = Can.READ) -> tuple[Membership, list[Membership]]:
    """The caller's place, and everybody who is or was a member, in the order of their pseudonyms."""
    visible = Project.objects.visible_to(request.user).filter(slug=slug)
    members = list(Membership.objects.filter(project__in=visible).select_related("project", "user").order_by("pk"))
    mine = next((one for one in members if one.user_id == request.user.pk), None)
    return (_allowed(mine, can), members) if mine else (seat(request, slug, can), [])


def article_here(request: SignedInHttpRequest, project: Project, article_id: int) -> Article:
    """An article of this project; 404 for another one's."""
    articles = Article.objects.visible_to(request.user).filter(project=project).defer("search")
    return get_object_or_404(articles.select_related("upload", "supersedes"), pk=article_id)


def taggers(members: list[Membership]) -> list[Membership]:
    """Those of them who may be given an article."""
    return [one for one in members if one.left_at is None and allows(one.role, Can.ANNOTATE)]


def holds(mine: Membership, can: Can) -> bool:
    return allows(mine.role, can)


def _allowed(mine: Membership, can: Can) -> Membership:
    if not holds(mine, can):
        raise forbidden(can)
    return mine
