"""What every page has around it, and what no template may contain."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted(Path("templates").rglob("*.html"))


@pytest.mark.parametrize("who", ["manager", "editor", "researcher"])
def test_the_header_leads_to_what_the_role_opens_and_to_nothing_else(as_, who):
    browser = as_(who)
    page = browser.get("/projects/bridge/tokens/").content.decode()
    rail = re.search(r'<nav class="rail".*?</nav>', page, re.S)
    for address in re.findall(r'<a href="([^"]+)"', rail.group() if rail else ""):
        assert browser.get(address).status_code == 200, address
    assert ("/projects/bridge/settings/" in page) == (who == "manager")


def test_the_switch_lists_ones_own_projects(as_):
    page = as_("editor").get("/projects/bridge/tokens/").content.decode()
    assert 'href="/projects/bridge/"' in page
    assert "/projects/elsewhere/" not in page


def test_a_page_that_does_not_exist_says_so_in_our_words(client, db):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_signing_out_is_a_button(as_):
    browser = as_("editor")
    assert browser.get("/accounts/logout/").status_code == 200
    assert browser.get("/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_the_pages_of_accounts_open_under_the_same_policy(client, db, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "require-trusted-types-for 'script'" in answer.headers["Content-Security-Policy"]
    assert "css/tokens.css" in answer.content.decode()


def test_changing_the_password_asks_for_the_old_one(as_):
    assert "Current Password" in as_("editor").get("/accounts/password/change/").content.decode()


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_a_template_has_no_inline_script_or_style(template):
    """The policy would block it, and only the reader would notice."""
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.S)
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*(?:\ssrc=|type=.application/ld\+json))", text)
    assert text.count("|safe") == text.count("help_text|safe")
    assert "{% autoescape off" not in text
