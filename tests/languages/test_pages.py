"""Pages speak the language of their reader; what a newsroom wrote and what programs read stays as it is."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from annotator.work.models import AnnotationSet
from tests.factories import make_article, make_project, make_set, make_span


@pytest.fixture
def reading(db: None) -> AnnotationSet:
    reading = make_set(make_article(make_project(slug="bridge")), submitted=True)
    make_span(reading, "Ada Brok")
    return reading


def as_owner(reading: AnnotationSet, language: str) -> Client:
    client = Client()
    client.force_login(reading.owner)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.mark.parametrize(
    ("address", "english", "german"),
    [
        ("", "Overview", "Überblick"),
        ("queue/", "Your queue", "Ihre Artikel"),
        ("articles/", "newest first", "neueste zuerst"),
        ("actors/", "Who speaks, across all articles.", "Wer spricht, über alle Artikel hinweg."),
        ("scheme/", "What editors are asked to tag", "Was markiert werden soll"),
    ],
)
def test_a_page_speaks_its_readers_language(reading, address, english, german):
    pages = {
        language: as_owner(reading, language).get(f"/projects/bridge/{address}").content.decode()
        for language in ("en", "de")
    }
    assert english in pages["en"]
    assert german in pages["de"]
    assert english not in pages["de"]


def test_the_editors_state_and_the_names_of_fields_are_the_same_in_every_language(reading):
    address = f"/projects/bridge/sets/{reading.pk}/"
    pages = {language: as_owner(reading, language).get(address).content.decode() for language in ("en", "de")}
    states = {
        language: json.loads(re.search(r'<script id="editor-state"[^>]*>(.*?)</script>', page, re.S).group(1))
        for language, page in pages.items()
    }
    assert states["en"]["scheme"] == states["de"]["scheme"]
    assert 'aria-label="Text des Artikels"' in pages["de"]
    datetimes = [re.findall(r'datetime="([^"]+)"', page) for page in pages.values()]
    assert datetimes[0] == datetimes[1]


@pytest.mark.django_db(transaction=True)  # the export reads on a connection of its own
def test_an_export_is_the_same_in_every_language(reading):
    address = "/api/v1/projects/bridge/export/"
    english, german = (b"".join(as_owner(reading, language).get(address)) for language in ("en", "de"))
    assert english == german
    assert b"Ada Brok" in english, english


def test_a_refusal_speaks_to_a_person_in_their_language_and_to_a_program_in_english(reading):
    address = "/api/v1/projects/nowhere/"
    assert "nicht Mitglied" in as_owner(reading, "de").get(address).json()["detail"]
    assert as_owner(reading, "de").get(address).json()["code"] == "not_found"
    assert "not a member" in as_owner(reading, "en").get(address).json()["detail"]
