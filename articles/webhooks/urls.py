"""The pages and the API of webhooks."""

from django.urls import path

from articles.webhooks import api, views

_PAGE = "projects/<slug:slug>/webhooks/<int:webhook_id>/"
urlpatterns = [
    path("projects/<slug:slug>/webhooks/", views.webhooks, name="webhooks"),
    path(_PAGE, views.webhook, name="webhook"),
    path(f"{_PAGE}secret/", views.secret, name="webhook_secret"),
    path(f"{_PAGE}test/", views.test, name="webhook_test"),
    path(f"{_PAGE}switch/", views.switch, name="webhook_switch"),
    path(f"{_PAGE}removal/", views.removal, name="webhook_removal"),
    path(f"{_PAGE}deliveries/<int:delivery_id>/retry/", views.another_try, name="webhook_retry"),
]
api_patterns = [
    path("projects/<slug:slug>/webhooks/", api.WebhooksView.as_view(), name="api-webhooks"),
    path(_PAGE, api.WebhookView.as_view(), name="api-webhook"),
    path(f"{_PAGE}secret/", api.SecretView.as_view(), name="api-webhook-secret"),
    path(f"{_PAGE}test/", api.TestView.as_view(), name="api-webhook-test"),
    path(f"{_PAGE}deliveries/", api.DeliveriesView.as_view(), name="api-deliveries"),
    path(f"{_PAGE}deliveries/<int:delivery_id>/retry/", api.RetryView.as_view(), name="api-delivery-retry"),
]
