"""The page on which a reading is made, or looked at."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotator.work.models import AnnotationSet
from annotator.work.states import editor_state
from articles.authentication import SignedInHttpRequest
from articles.corrections import newest


@login_required
@require_safe
def editor(request: SignedInHttpRequest, slug: str, set_id: int) -> HttpResponse:
    """A reading of an article: to be edited by whom it belongs to, read-only for others who may see it."""
    sets = AnnotationSet.objects.visible_to(request.user).select_related("project", "article", "scheme", "owner")
    annotation_set = get_object_or_404(sets, pk=set_id, project__slug=slug)
    article = annotation_set.article_id
    now = newest(article) if annotation_set.locked_at else article
    context = {
        "newest": now if now != article else None,
        "doubtful": annotation_set.doubts.open().count(),
        "project": annotation_set.project,
        "article": annotation_set.article,
        "set": annotation_set,
        "paragraphs": annotation_set.article.paragraph_rows(),
        "state": editor_state(annotation_set, request.user),
    }
    return render(request, "work/editor.html", context)
