"""One's own keys for scripts."""

import re

import pytest

from articles.models import Token


def make(browser, **sent):
    return browser.post("/projects/bridge/tokens/", {"name": "lab", "scope": "read", "days": "30"} | sent)


def test_a_token_is_shown_once_with_a_command_to_copy(as_, project):
    browser = as_("researcher")
    page = make(browser).content.decode()
    secret = re.findall(r"ascribe_\w{49}", page)[0]
    assert f"curl --fail -H &#x27;Authorization: Bearer {secret}&#x27;" in page
    assert "/api/v1/projects/bridge/export/?as=jsonl" in page
    assert secret not in browser.get("/projects/bridge/tokens/").content.decode()
    assert secret not in str(list(Token.objects.values()))


@pytest.mark.parametrize(
    "wrong", [{"scope": "admin"}, {"scope": ""}, {"days": "0"}, {"days": "x"}, {"name": "n" * 101}]
)
def test_a_token_that_cannot_be_is_refused_in_the_form(as_, project, wrong):
    assert make(as_("researcher"), **wrong).status_code == 422
    assert not project.tokens.exists()


def test_an_empty_form_says_what_is_missing(as_):
    assert as_("researcher").post("/projects/bridge/tokens/").status_code == 422


def test_a_revoked_token_moves_to_the_ended_ones(as_, project):
    browser = as_("editor")
    make(browser)
    token = project.tokens.get()
    page = browser.post(f"/projects/bridge/tokens/{token.pk}/revocation/", follow=True).content.decode()
    assert "1 revoked or expired" in page
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_only_a_manager_sees_and_ends_the_tokens_of_others(as_, project):
    make(as_("editor"), name="mine alone")
    token = project.tokens.get()
    for other in ("adjudicator", "researcher"):
        assert "mine alone" not in as_(other).get("/projects/bridge/tokens/").content.decode()
        assert as_(other).post(f"/projects/bridge/tokens/{token.pk}/revocation/").status_code == 404
    browser = as_("manager")
    assert "mine alone" in browser.get("/projects/bridge/tokens/").content.decode()
    page = browser.post(f"/projects/bridge/tokens/{token.pk}/revocation/", follow=True).content.decode()
    assert "mine alone" not in page


def test_the_page_costs_the_same_however_many_tokens_there_are(as_, project, django_assert_max_num_queries):
    browser = as_("editor")
    for _ in range(12):
        make(browser)
    with django_assert_max_num_queries(8):
        browser.get("/projects/bridge/tokens/")
