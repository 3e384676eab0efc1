"""The API of webhooks: registering addresses, and what became of each message."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.access import Can
from articles.api import NothingAsked, project_for
from articles.authentication import SignedInRequest
from articles.conventions.repeating import not_to_be_kept
from articles.describing import answers
from articles.made import made
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page
from articles.webhooks import actions
from articles.webhooks.kinds import KINDS
from articles.webhooks.models import Delivery, Webhook

EVENTS = [(kind.name, kind.words) for kind in KINDS]


class WebhookOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    active = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    failing_since = serializers.DateTimeField(allow_null=True)
    disabled_at = serializers.DateTimeField(allow_null=True)
    disabled_why = serializers.ChoiceField(
        ["", "by_hand", "gone", "failing"], help_text="gone: it answered 410. failing: it took nothing for three days."
    )

    def get_active(self, webhook: Webhook) -> bool:
        return webhook.disabled_at is None


class NewWebhookOut(WebhookOut):
    secret = serializers.CharField(help_text="Signs every message. It is shown here and never again.")


class SecretOut(serializers.Serializer[Any]):
    secret = serializers.CharField(help_text="Shown here and never again.")
    old_secret_until = serializers.DateTimeField(help_text="Until then the old secret signs every message, too.")


class WebhookIn(Asked):
    """An address to be told."""

    url = serializers.CharField(max_length=2000, help_text="https, without a port.")
    events = serializers.ListField(child=serializers.ChoiceField(EVENTS), min_length=1, max_length=len(EVENTS))
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)


class WebhookChanges(Asked):
    """What is left out stays."""

    url = serializers.CharField(max_length=2000, required=False)
    events = serializers.ListField(
        child=serializers.ChoiceField(EVENTS), min_length=1, max_length=len(EVENTS), required=False
    )
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    active = serializers.BooleanField(required=False)


class DeliveryOut(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    message = serializers.CharField(help_text="The header webhook-id.")
    type = serializers.CharField(source="kind")
    state = serializers.ChoiceField(Delivery.State.values)
    attempts = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="Of the last answer.")
    milliseconds = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(help_text="Why there was no answer.")
    created_at = serializers.DateTimeField()
    tried_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(help_text="When it is tried next, while it waits.")
    payload = serializers.JSONField()


class WebhooksView(APIView):
    """The webhooks of a project."""

    @extend_schema(summary="List webhooks", parameters=[PageAsked], responses=answers(403, ok=list_of(WebhookOut)))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(PageAsked, request.query_params)
        project = project_for(request, slug, Can.WATCH)
        page = read_page(Webhook.objects.filter(project=project), order=("pk",), wanted=wanted)
        return Response(listed(request, page, WebhookOut(page.rows, many=True)))

    @extend_schema(summary="Register a webhook", request=WebhookIn, responses=answers(403, 422, created=NewWebhookOut))
    def post(self, request: SignedInRequest, slug: str) -> Response:
        not_to_be_kept(request)
        project = project_for(request, slug, Can.MANAGE)
        wanted = asked(WebhookIn, request.data)
        origin = request.build_absolute_uri("/").rstrip("/")
        webhook, _secret = actions.create_webhook(project, origin=origin, by=request.user, **wanted)
        return made(request, NewWebhookOut(webhook).data, "api-webhook", slug, webhook.pk)


class WebhookView(APIView):
    """One webhook."""

    @extend_schema(summary="Read a webhook", responses=answers(403, ok=WebhookOut))
    def get(self, request: SignedInRequest, slug: str, webhook_id: int) -> Response:
        asked(NothingAsked, request.query_params)
        return Response(WebhookOut(_webhook(request, slug, webhook_id, Can.WATCH)).data)

    @extend_schema(
        summary="Change a webhook, or switch it off and on",
        request=WebhookChanges,
        responses=answers(403, 422, ok=WebhookOut),
    )
    def patch(self, request: SignedInRequest, slug: str, webhook_id: int) -> Response:
        webhook = _webhook(request, slug, webhook_id)
        changes = asked(WebhookChanges, request.data)
        return Response(WebhookOut(actions.change_webhook(webhook, by=request.user, **changes)).data)

    @extend_schema(summary="Delete a webhook", responses={204: None, **answers(403)})
    def delete(self, request: SignedInRequest, slug: str, webhook_id: int) -> Response:
        actions.delete_webhook(_webhook(request, slug, webhook_id), by=request.user)
        return Response(status=204)


class SecretView(APIView):
    """The key that signs the messages."""

    @extend_schema(summary="Make a new secret", request=None, responses=answers(403, ok=SecretOut))
    def post(self, request: SignedInRequest, slug: str, webhook_id: int) -> Response:
        not_to_be_kept(request)
        webhook, _secret = actions.rotate_secret(_webhook(request, slug, webhook_id), by=request.user)
        return Response(SecretOut(webhook).data)


class TestView(APIView):
    """A message that only says that messages arrive."""

    @extend_schema(summary="Send a test message", request=None, responses=answers(403, 409, created=DeliveryOut))
    def post(self, request: SignedInRequest, slug: str, webhook_id: int) -> Response:
        sent = actions.send_test(_webhook(request, slug, webhook_id), by=request.user)
        return Response(DeliveryOut(sent).data, status=201)


class DeliveriesView(APIView):
    """What was sent, newest first; what is settled is kept for a month."""

    @extend_schema(summary="List messages", parameters=[PageAsked], responses=answers(403, ok=list_of(DeliveryOut)))
    def get(self, request: SignedInRequest, slug: str, webhook_id: int) -> Response:
        wanted = asked(PageAsked, request.query_params)
        webhook = _webhook(request, slug, webhook_id, Can.WATCH)
        page = read_page(Delivery.objects.filter(webhook=webhook), order=("-pk",), wanted=wanted)
        return Response(listed(request, page, DeliveryOut(page.rows, many=True)))


class RetryView(APIView):
    """Another try at once."""

    @extend_schema(summary="Send a message again", request=None, responses=answers(403, 409, ok=DeliveryOut))
    def post(self, request: SignedInRequest, slug: str, webhook_id: int, delivery_id: int) -> Response:
        webhook = _webhook(request, slug, webhook_id)
        delivery = get_object_or_404(webhook.deliveries.select_related("webhook__project"), pk=delivery_id)
        return Response(DeliveryOut(actions.retry(delivery, by=request.user)).data)


def _webhook(request: SignedInRequest, slug: str, webhook_id: int, can: Can = Can.MANAGE) -> Webhook:
    project = project_for(request, slug, can)
    return get_object_or_404(Webhook.objects.select_related("project"), project=project, pk=webhook_id)
