"""Every format through the live export: the same bytes for the same state, and no in plain words where it cannot be."""

from typing import Any

import pytest
from django.test import Client

from annotator.release import doors
from annotator.release.formats.registry import BY_NAME, FORMATS, Format
from articles.models import Project
from tests.factories import make_article, make_attribution, make_project, make_set, make_span

# The export reads on a connection of its own, so what it should see must be committed.
pytestmark = pytest.mark.django_db(transaction=True)
NEED_TEXT = sorted(one.name for one in FORMATS if one.needs_text)
WHOLE = sorted(one.name for one in FORMATS if one.whole)


def answer(project: Project, form: str, **query: Any) -> Any:
    client = Client()
    client.force_login(project.created_by)
    return client.get(f"/api/v1/projects/{project.slug}/export/", {"as": form, **query})


def tagged(**fields: Any) -> Project:
    project = make_project(**fields)
    reading = make_set(make_article(project, "👋 Ada said it is closed."), submitted=True)
    content = make_span(reading, "it is closed", "content")
    make_attribution(reading, source=[make_span(reading, "Ada")], content=[content], note="Why?")
    make_span(reading, "closed", "claim")
    return project


def test_no_two_formats_of_one_day_are_called_the_same() -> None:
    names = [form.filename("demo") for form in FORMATS]
    assert len(set(names)) == len(names)
    assert {"demo.csv", "demo-excel.csv", "demo-brat.zip"} < set(names)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_is_sent_under_its_name_twice_the_same(form: Format):
    project = tagged()
    first, second = answer(project, form.name), answer(project, form.name)
    assert (first.status_code, first["Content-Type"]) == (200, form.media_type)
    assert first["Content-Disposition"].endswith(f'.{form.suffix}"')
    body = b"".join(first)
    assert body == b"".join(second)
    assert len(body) > 100


@pytest.mark.parametrize("name", NEED_TEXT)
def test_a_format_that_needs_texts_is_refused_where_they_may_not_be_given(name: str):
    refused = answer(tagged(text_rights="quotes"), name)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_text")


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - set(NEED_TEXT)))
def test_the_other_formats_give_no_word_of_a_text_that_may_not_be_passed_on(name: str):
    body = b"".join(answer(tagged(text_rights="standoff"), name))
    assert body
    assert b"closed" not in body


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_made_of_whole_readings_takes_no_filter_of_spans(name: str):
    refused = answer(tagged(), name, kind="claim")
    assert (refused.status_code, refused.json()["code"]) == (400, "whole_readings")


def test_a_format_whose_package_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doors, "installed", lambda package: package != "cassis")
    refused = answer(tagged(), "cas")
    assert (refused.status_code, refused.json()["code"]) == (501, "needs_extra")
    assert "requirements-cas.txt" in refused.json()["detail"]
