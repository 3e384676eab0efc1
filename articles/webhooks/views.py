"""The pages of webhooks, for managers. A secret is in the answer to the POST that made it and nowhere else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.access import Can
from articles.authentication import SignedInHttpRequest
from articles.models import Project
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page
from articles.webhooks import actions
from articles.webhooks.forms import WebhookForm
from articles.webhooks.models import Webhook

SHOWN = 50  # messages on the page of a webhook


@form_page
@login_required
@never_cache
def webhooks(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """The webhooks of a project, and the form for another one."""
    project = project_for(request, slug, Can.MANAGE)
    form = WebhookForm(sent(request))
    if form.is_valid():
        with told_in(form):
            origin = request.build_absolute_uri("/").rstrip("/")
            webhook, secret = actions.create_webhook(project, origin=origin, by=request.user, **form.cleaned_data)
            return _shown(request, project, webhook, _form(webhook), secret=secret)
    found = Webhook.objects.filter(project=project).order_by("pk")
    context = {"project": project, "form": form, "webhooks": found}
    return render(request, "articles/webhooks.html", context, status=status_of(form))


@form_page
@login_required
@never_cache
def webhook(request: SignedInHttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """One webhook: what it is told of, and what became of the last messages."""
    project = project_for(request, slug, Can.MANAGE)
    found = get_object_or_404(Webhook.objects.select_related("project"), project=project, pk=webhook_id)
    form = WebhookForm(sent(request)) if request.method == "POST" else _form(found)
    if form.is_valid():
        with told_in(form):
            actions.change_webhook(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("The webhook is saved."))
            return redirect("webhook", slug, webhook_id)
    return _shown(request, project, found, form)


@require_POST
@login_required
@never_cache
def secret(request: SignedInHttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Make a new secret."""
    found = _found(request, slug, webhook_id)
    rotated, fresh = actions.rotate_secret(found, by=request.user)
    return _shown(request, found.project, rotated, _form(rotated), secret=fresh, rotated=True)


@require_POST
@login_required
def test(request: SignedInHttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Send a test message."""
    found = _found(request, slug, webhook_id)
    with told_on_the_next_page(request):
        actions.send_test(found, by=request.user)
        messages.success(request, _("A test message is on its way. What comes of it stands below in a moment."))
    return redirect("webhook", slug, webhook_id)


@require_POST
@login_required
def switch(request: SignedInHttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Switch a webhook off, or on again."""
    found = _found(request, slug, webhook_id)
    actions.change_webhook(found, by=request.user, active=found.disabled_at is not None)
    return redirect("webhook", slug, webhook_id)


@require_POST
@login_required
def removal(request: SignedInHttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Forget a webhook."""
    actions.delete_webhook(_found(request, slug, webhook_id), by=request.user)
    messages.success(request, _("The webhook is deleted."))
    return redirect("webhooks", slug)


@require_POST
@login_required
def another_try(request: SignedInHttpRequest, slug: str, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send one message again now."""
    found = _found(request, slug, webhook_id)
    delivery = get_object_or_404(found.deliveries.select_related("webhook__project"), pk=delivery_id)
    with told_on_the_next_page(request):
        actions.retry(delivery, by=request.user)
        messages.success(request, _("The message is sent again."))
    return redirect("webhook", slug, webhook_id)


def _found(request: SignedInHttpRequest, slug: str, webhook_id: int) -> Webhook:
    project = project_for(request, slug, Can.MANAGE)
    return get_object_or_404(Webhook.objects.select_related("project"), project=project, pk=webhook_id)


def _form(webhook: Webhook) -> WebhookForm:
    return WebhookForm(initial={"url": webhook.url, "name": webhook.name, "events": webhook.events})


def _shown(
    request: SignedInHttpRequest, project: Project, webhook: Webhook, form: WebhookForm, **shown: object
) -> HttpResponse:
    deliveries = webhook.deliveries.order_by("-pk")[:SHOWN]
    context = {"project": project, "webhook": webhook, "form": form, "deliveries": deliveries, **shown}
    return render(request, "articles/webhook.html", context, status=status_of(form))
