"""The pages of accounts, projects, members and tokens."""

from allauth.account import views as account
from django.urls import path, re_path
from django.views.i18n import set_language

from articles import api, languages, token_api, views
from articles.events import urls as events
from articles.webhooks import urls as webhooks

# Only the account pages we stand behind: allauth's own list has more, such as several addresses a person.
accounts = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    *accounts,
    path("language/", set_language, name="set_language"),
    path("words/<str:language>-<slug:version>.js", languages.words, name="words"),
    path("projects/<slug:slug>/settings/", views.settings, name="settings"),
    path("projects/<slug:slug>/members/", views.members, name="members"),
    path("projects/<slug:slug>/members/<int:membership_id>/role/", views.role, name="member_role"),
    path("projects/<slug:slug>/members/<int:membership_id>/removal/", views.removal, name="member_removal"),
    path("projects/<slug:slug>/members/<int:membership_id>/password/", views.password_link, name="member_password"),
    path(
        "projects/<slug:slug>/invitations/<int:invitation_id>/revocation/",
        views.invitation_revocation,
        name="invitation_revocation",
    ),
    path("invitations/<str:secret>/", views.invitation, name="invitation"),
    path("projects/<slug:slug>/tokens/", views.tokens, name="tokens"),
    path("projects/<slug:slug>/tokens/<int:token_id>/revocation/", views.token_revocation, name="token_revocation"),
    *webhooks.urlpatterns,
    *events.urlpatterns,
]
api_patterns = [
    path("projects/<slug:slug>/", api.ProjectView.as_view(), name="api-project"),
    path("projects/<slug:slug>/members/", api.MembersView.as_view(), name="api-members"),
    path("projects/<slug:slug>/invitations/", api.InvitationsView.as_view(), name="api-invitations"),
    path("projects/<slug:slug>/invitations/<int:invitation_id>/", api.InvitationView.as_view(), name="api-invitation"),
    path("projects/<slug:slug>/tokens/", token_api.TokensView.as_view(), name="api-tokens"),
    path("projects/<slug:slug>/tokens/<int:token_id>/", token_api.TokenView.as_view(), name="api-token"),
    *webhooks.api_patterns,
    *events.api_patterns,
]
