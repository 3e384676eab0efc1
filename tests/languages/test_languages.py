"""Who is answered in which language."""

from django.conf import settings
from django.urls import reverse

from articles.languages import catalogue_address
from tests.factories import make_member, make_project, make_token

SIGN_IN = "/accounts/login/"


def test_the_choice_is_kept_in_a_cookie_and_answered_with_the_same_page(client, db):
    answer = client.post(reverse("set_language"), {"language": "de", "next": SIGN_IN}, follow=True)
    assert '<html lang="de">' in answer.content.decode()
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) > 30 * 86_400


def test_without_a_choice_the_browser_decides_and_what_is_unknown_becomes_english(client, db):
    assert '<html lang="de">' in client.get(SIGN_IN, headers={"Accept-Language": "de-AT"}).content.decode()
    for unknown in ("fr", "xx-nonsense", ""):
        answer = client.get(SIGN_IN, headers={"Accept-Language": unknown})
        assert '<html lang="en">' in answer.content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert '<html lang="en">' in client.get(SIGN_IN).content.decode()


def test_a_cache_is_told_what_the_page_depends_on(client, db):
    answer = client.get(SIGN_IN)
    assert {"Cookie", "Accept-Language"} <= {one.strip() for one in answer["Vary"].split(",")}
    assert answer["Content-Language"] == "en"


def test_the_choice_leads_nowhere_else(client, db):
    answer = client.post(reverse("set_language"), {"language": "de", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_scripts_get_their_words_at_an_address_that_changes_with_them(client, db):
    address = catalogue_address("de")
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/javascript")
    assert "immutable" in answer["Cache-Control"]
    assert client.get(reverse("words", args=["de", "older"]))["Cache-Control"] == "no-store"
    assert client.get(reverse("words", args=["fr", "any"])).status_code == 404


def test_only_pages_in_another_language_load_words(client, db):
    assert "/words/" not in client.get(SIGN_IN).content.decode()
    page = client.get(SIGN_IN, headers={"Accept-Language": "de"}).content.decode()
    assert f'<script defer src="{catalogue_address("de")}"></script>' in page
    assert page.index("/words/") < page.index('type="module"')


def test_a_program_reads_english_whatever_it_asks_for(client, db):
    project = make_project()
    reader = make_member(project, "researcher")
    address = f"/api/v1/projects/{project.slug}/"
    wanted = {"Accept-Language": "de", "Cookie": f"{settings.LANGUAGE_COOKIE_NAME}=de"}
    for more in ({}, {"Authorization": f"Bearer {make_token(reader, project)}"}):
        assert client.get(address, headers=wanted | more)["Content-Language"] == "en"
    client.force_login(reader)
    assert client.get(address, headers={"Accept-Language": "de"})["Content-Language"] == "de"
